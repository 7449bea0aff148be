package easel.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SmallProgramTest {
    @Test
    void argumentsAreCheckedByPosition() {
        for (String wrong : List.of("--help", "--steps", "many", "five", "0", "-1", "-5", "1e3", "9999999999", "")) {
            assertFalse(SmallProgram.fit(new String[] {wrong}, SmallProgram.COUNT), wrong);
            assertFalse(SmallProgram.fit(new String[] {wrong, "5"}, SmallProgram.COUNT, SmallProgram.FILE), wrong);
        }
        for (String wrong : List.of("0", "0.0", "-1", "1e3", "NaN", ".", "")) {
            assertFalse(SmallProgram.fit(new String[] {wrong}, SmallProgram.NUMBER), wrong);
        }
        assertFalse(SmallProgram.fit(new String[] {"1"}));
        assertFalse(SmallProgram.fit(new String[] {"1", "a.png", "b"}, SmallProgram.COUNT, SmallProgram.FILE));
        assertFalse(SmallProgram.fit(new String[] {"1", "-f"}, SmallProgram.COUNT, SmallProgram.FILE));
        assertTrue(SmallProgram.fit(new String[0], SmallProgram.COUNT));
        assertTrue(SmallProgram.fit(new String[] {"999999999", "a b.png"}, SmallProgram.COUNT, SmallProgram.FILE));
        assertTrue(SmallProgram.fit(new String[] {"0.001"}, SmallProgram.NUMBER));
    }

    @Test
    void everyMethodOfTheStreamReplacesCharacters() {
        Map<String, Consumer<PrintStream>> printed = new LinkedHashMap<>();
        printed.put("2->8", out -> out.print("2→8"));
        printed.put("2->8\n", out -> out.println("2→8"));
        printed.put("->", out -> out.print('→'));
        printed.put("->\n", out -> out.println('→'));
        printed.put("3x4", out -> out.print(new char[] {'3', '×', '4'}));
        printed.put("3x4\n", out -> out.println(new char[] {'3', '×', '4'}));
        printed.put("4->5", out -> out.print(new StringBuilder("4→5")));
        printed.put("4->5\n", out -> out.println((Object) "4→5"));
        printed.put("6->7", out -> out.printf(Locale.ROOT, "%d→%s", 6, "7"));
        printed.put("7->8", out -> out.format("%s", "7→8"));
        printed.put("8->9", out -> out.append("8→9"));
        printed.put("9->", out -> out.append("9→0", 0, 2));
        printed.put("null\n", out -> out.println((String) null));
        printed.forEach((expected, print) -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            PrintStream plain = new PrintStream(bytes, true, StandardCharsets.US_ASCII);
            print.accept(TerminalEncoding.stream(plain, StandardCharsets.US_ASCII));
            assertEquals(expected, bytes.toString(StandardCharsets.US_ASCII).replace(System.lineSeparator(), "\n"));
            assertEquals(plain, TerminalEncoding.stream(plain, StandardCharsets.UTF_8));
        });
    }

    @Test
    void theStreamReportsLostOutput() {
        PrintStream full = new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        });
        PrintStream stream = TerminalEncoding.stream(full, StandardCharsets.US_ASCII);
        stream.println("lost");
        assertTrue(stream.checkError());
    }
}
