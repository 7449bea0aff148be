package easel.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;
import picocli.CommandLine.Model.CommandSpec;

class RunPageTest {
    @TempDir
    Path path;

    private static Settings settings() {
        CommandSpec spec = CommandSpec.create()
                .addOption(SettingsTest.option("--seed", 7L))
                .addOption(SettingsTest.option("--data", "<b>&amp;\"\u0001"));
        return new Settings("small", spec, "8 images", 0, 10);
    }

    private void picture(String name, int width, int height) throws IOException {
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png",
                path.resolve(name).toFile());
    }

    /** Parses the page as XML: it must be well-formed. */
    private Document page(List<String> frames, boolean running)
            throws IOException, ParserConfigurationException, SAXException {
        new RunPage(new RunFolder(path)).write(settings(), Map.of(), frames, "failed: a<b & c", running
                ? Optional.of(new RunPage.Silence(1234, "killed & <gone>", "<ended> & gone")) : Optional.empty());
        return parsed();
    }

    private Document parsed() throws IOException, ParserConfigurationException, SAXException {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(path.resolve("index.html").toFile());
    }

    private String withoutTime() throws IOException {
        return Files.readString(path.resolve("index.html")).replaceFirst("(?<=started</th><td>)[^<]*", "now");
    }

    private static List<Element> all(Document page, String tag) {
        NodeList nodes = page.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static List<String> texts(Document page, String tag) {
        return all(page, tag).stream().map(Element::getTextContent).toList();
    }

    @Test
    void emptyFolderHasAPage() throws Exception {
        Document page = page(List.of(), true);
        assertEquals(List.of(path.getFileName().toString()), texts(page, "title"));
        assertEquals("failed: a<b & c", texts(page, "p").get(0));
        assertEquals(List.of("Settings", "Run"), texts(page, "h2"));
        assertEquals("refresh", all(page, "meta").get(2).getAttribute("http-equiv"));
        assertEquals("status", all(page, "p").get(0).getAttribute("id"));
        assertEquals(List.of("killed & <gone>", "<ended> & gone"), texts(page, "template"));
        assertTrue(texts(page, "script").get(0).contains("Math.max(Date.now(), 1234)"), "the end of the time limit");
        RunPage.end(new RunFolder(path));
        Document killed = parsed();
        assertEquals("<ended> & gone", texts(killed, "p").get(0));
        assertEquals(List.of(), texts(killed, "template"));
        String whole = withoutTime();
        Document ended = page(List.of(), false);
        assertEquals(withoutTime().replace("failed: a&lt;b &amp; c", "&lt;ended&gt; &amp; gone"), whole,
                "the page of a killed run becomes that of an ended run with another status");
        assertEquals(2, all(ended, "meta").size(), "an ended run does not reload");
        assertEquals(List.of(), texts(ended, "script"));
    }

    @Test
    void settingsAreEscaped() throws Exception {
        List<String> cells = texts(page(List.of(), false), "td");
        assertTrue(cells.containsAll(List.of("7", "<b>&amp;\"\ufffd", "8 images")), cells.toString());
        assertFalse(cells.contains("null"), cells.toString());
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "does not allow these file names")
    void pageLinksToEveryFileAndNothingElse() throws Exception {
        List<String> frames = List.of("step-9.png", "step-10.png");
        List<String> pictures = List.of("a:b.png", "data & <more> \"#1?\" 100%.png", "\u00fc\u4e2d.png",
                "untrained.png");
        picture("losses.png", 90, 50);
        for (String name : frames) {
            picture(name, 12, 34);
        }
        for (String name : pictures) {
            picture(name, 3, 4);
        }
        List<String> others = List.of("networks.svg", "training.gif", "losses.csv", "settings.json",
                "settings-001.json", "best.safetensors", "checkpoint-000003.safetensors", "g.safetensors");
        for (String name : others) {
            Files.write(path.resolve(name), new byte[1234]);
        }
        Files.createFile(path.resolve(".lock"));

        Document page = page(frames, false);
        Set<Path> linked = new HashSet<>();
        URI base = path.resolve("index.html").toUri();
        for (Element a : all(page, "a")) {
            linked.add(Path.of(base.resolve(a.getAttribute("href"))));
        }
        Set<Path> expected = new HashSet<>();
        new RunFolder(path).files().forEach(name -> expected.add(path.resolve(name)));
        expected.remove(path.resolve("index.html"));
        assertEquals(expected, linked);

        List<String> shown = new ArrayList<>();
        for (Element img : all(page, "img")) {
            shown.add(Path.of(base.resolve(img.getAttribute("src"))).getFileName().toString());
            assertFalse(img.getAttribute("alt").isEmpty());
        }
        List<String> wanted = new ArrayList<>(List.of("step-10.png", "training.gif", "losses.png"));
        wanted.addAll(frames);
        wanted.addAll(pictures.stream().sorted().toList());
        wanted.add("networks.svg");
        assertEquals(wanted, shown);
        for (Element img : all(page, "img")) {
            boolean plot = img.getAttribute("alt").equals("losses.png") || img.getAttribute("alt").endsWith(".svg");
            assertEquals(plot ? "" : "pixels", img.getAttribute("class"), img.getAttribute("alt"));
        }
        assertTrue(texts(page, "style").get(0).contains(".pixels { image-rendering: pixelated; }"));
        assertEquals("12 x 34", all(page, "img").get(3).getAttribute("width") + " x "
                + all(page, "img").get(3).getAttribute("height"));
        assertEquals("lazy", all(page, "img").get(3).getAttribute("loading"));
        assertTrue(texts(page, "li").contains("g.safetensors, 1,234 bytes"), texts(page, "li").toString());
        assertEquals(List.of("--resume " + path), texts(page, "code"));
        assertFalse(Files.readString(path.resolve("index.html")).contains("//"), "no external links");
    }
}
