package easel.examples.study;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The lesson: one text on the page and in the README, with valid settings. */
class LessonTest {
    private static final Pattern PAGE = Pattern.compile("<!-- page: (.*?) -->", Pattern.DOTALL);
    private static final Set<String> KEYS = Set.of("settings", "edits", "step", "playing", "layers", "stage", "kind");
    private static final Set<String> LAYERS = Set.of("surface", "grid", "real", "fake", "gradient");

    @Test
    void readmeOfGanContainsTheLesson() throws IOException {
        String readme = Files.readString(Path.of("..", "gan", "README.md"));
        assertTrue(readme.contains("## Ten questions\n"));
        assertTrue(readme.contains(lesson()), "gan/README.md differs from lesson.md");
    }

    @Test
    void hasTenSteps() throws IOException {
        List<String> titles = Pattern.compile("(?m)^### (\\d+)\\. .+$").matcher(lesson()).results()
                .map(title -> title.group(1)).toList();
        assertEquals(List.of("1", "2", "3", "4", "5", "6", "7", "8", "9", "10"), titles);
    }

    @Test
    void everyStepHasAQuestionAnAnswerAndSettings() throws IOException {
        for (String step : lesson().split("(?m)^### ")) {
            if (!step.isEmpty()) {
                assertEquals(1, PAGE.matcher(step).results().count(), step);
                assertEquals(1, step.split("<details><summary>Answer</summary>", -1).length - 1, step);
                assertTrue(step.substring(0, step.indexOf("<!-- page:")).contains("?"), step);
            }
        }
    }

    @Test
    void settingsOfEachStepAreValid() throws IOException {
        for (MatchResult match : PAGE.matcher(lesson()).results().toList()) {
            JsonObject page = JsonParser.parseString(match.group(1)).getAsJsonObject();
            assertTrue(KEYS.containsAll(page.keySet()), page::toString);
            assertDoesNotThrow(() -> settings(page), page::toString);
            assertTrue(page.get("step").getAsInt() >= 0, page::toString);
            for (JsonElement layer : list(page, "layers")) {
                assertTrue(LAYERS.contains(layer.getAsString()), page::toString);
            }
            assertTrue(!page.has("stage") || page.get("stage").getAsInt() <= Stage.values().length, page::toString);
        }
    }

    private static StudySettings settings(JsonObject page) {
        Map<String, String> values = new LinkedHashMap<>();
        page.getAsJsonObject("settings").asMap().forEach((key, value) -> values.put(key, value.getAsString()));
        StudySettings settings = StudySettings.of(values);
        for (JsonElement edit : list(page, "edits")) {
            JsonObject fields = edit.getAsJsonObject();
            settings = settings.with(fields.get("key").getAsString(), fields.get("value").getAsString());
        }
        return settings;
    }

    private static JsonArray list(JsonObject page, String key) {
        return page.has(key) ? page.getAsJsonArray(key) : new JsonArray();
    }

    private static String lesson() throws IOException {
        return new String(new PageFiles().content("lesson.md").orElseThrow(), StandardCharsets.UTF_8);
    }
}
