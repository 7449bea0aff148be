package easel.examples.study;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the body of a command: a small JSON object. */
final class RequestBody {
    /** Bytes of a command. */
    static final int LIMIT = 16 << 10;
    /** Bytes of a command with drawn points. */
    static final int DRAWING_LIMIT = 64 << 10;

    private static final Set<String> WITH_DRAWING = Set.of("draw", "restore");

    private RequestBody() {}

    static JsonObject command(HttpExchange exchange) throws IOException, Refusal {
        List<String> types = exchange.getRequestHeaders().getOrDefault("Content-Type", List.of());
        if (types.size() != 1
                || !types.get(0).toLowerCase(Locale.ROOT).matches("application/json\\s*(;\\s*charset=\"?utf-8\"?)?")) {
            throw new Refusal(415, "A command needs the Content-Type application/json.");
        }
        byte[] body = exchange.getRequestBody().readNBytes(DRAWING_LIMIT + 1);
        if (body.length > DRAWING_LIMIT) {
            throw tooLarge(DRAWING_LIMIT);
        }
        JsonObject command = parse(new String(body, StandardCharsets.UTF_8));
        boolean hasDrawing = command.get("do") instanceof JsonPrimitive name
                && WITH_DRAWING.contains(name.getAsString());
        if (body.length > LIMIT && !hasDrawing) {
            throw tooLarge(LIMIT);
        }
        return command;
    }

    private static Refusal tooLarge(int limit) {
        return new Refusal(413, "The command is too large: expected at most " + limit + " bytes.");
    }

    private static JsonObject parse(String text) throws Refusal {
        JsonReader reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        JsonElement element;
        try {
            element = JsonParser.parseReader(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new Refusal(400, "The command has text after its JSON object.");
            }
        } catch (JsonParseException | IOException e) {
            throw new Refusal(400, "The command is not JSON.");
        }
        if (!(element instanceof JsonObject command)) {
            throw new Refusal(400, "The command is not a JSON object.");
        }
        return command;
    }
}
