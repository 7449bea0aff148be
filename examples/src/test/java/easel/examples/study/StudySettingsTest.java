package easel.examples.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the settings and their messages. */
class StudySettingsTest {
    @ParameterizedTest
    @EnumSource(Subject.class)
    void theDefaultsHaveEachFieldAndAreValid(Subject subject) {
        Map<String, String> defaults = Fields.defaults(subject);
        assertEquals(Fields.of(subject).stream().map(Field::key).sorted().toList(),
                defaults.keySet().stream().sorted().toList());
        assertEquals(defaults, StudySettings.of(Map.of("subject", subject.name())).values());
    }

    @ParameterizedTest
    @EnumSource(value = Subject.class, names = {"ring", "mnist"})
    void everyChoiceCanBeTrained(Subject subject) {
        for (Field field : Fields.of(subject)) {
            List<String> values = field.choices().isEmpty()
                    ? List.of(Long.toString(field.least()), Long.toString(field.most())) : field.choices();
            for (String value : values) {
                if (!field.key().equals("subject")) {
                    Map<String, String> given = Map.of("subject", subject.name(), field.key(), value);
                    Course course = new Course(StudySettings.of(given), List.of(), List.of(), 1 << 20);
                    assertEquals(1, course.advance((network, gradients, update) -> update.run()).step(), value);
                }
            }
        }
    }

    @Test
    void wrongValuesAreNamed() {
        assertMessage("learning rate (rateG): found \"7\"; expected one of 0.0001, ", Map.of("rateG", "7"));
        assertMessage("units per hidden layer (widthD): found \"101\"; expected a whole number from 1 to 100.",
                Map.of("widthD", "101"));
        assertMessage("units per hidden layer (widthD): found \"<b>\"; expected a whole number",
                Map.of("widthD", "<b>"));
        assertMessage("The subject ring has no setting \"size\"; its settings are subject, seed, ",
                Map.of("size", "small"));
        assertMessage("There is no such data; expected one of ring, grid, ", Map.of("subject", "moon"));
    }

    private static void assertMessage(String start, Map<String, String> settings) {
        String message = assertThrows(IllegalArgumentException.class, () -> StudySettings.of(settings)).getMessage();
        assertTrue(message.startsWith(start), message);
    }

    @Test
    void aSettingOfTheNetworksNeedsARestart() {
        StudySettings settings = StudySettings.of(Map.of());
        assertEquals("0.01", settings.with("rateG", "0.01").get("rateG"));
        String message = assertThrows(IllegalArgumentException.class, () -> settings.with("widthG", "8")).getMessage();
        assertEquals("units per hidden layer (widthG) changes the data or the networks, so it needs a restart.",
                message);
    }
}
