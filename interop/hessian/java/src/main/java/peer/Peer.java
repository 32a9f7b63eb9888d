package peer;

import com.alibaba.com.caucho.hessian.io.Hessian2Input;
import com.alibaba.com.caucho.hessian.io.Hessian2Output;
import com.alibaba.com.caucho.hessian.io.SerializerFactory;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Answers requests about the cases in {@link Cases}: one line in on standard input, one line out on standard output.
 *
 * <pre>
 * list            the names of all cases, separated by spaces
 * write NAME      the value of the case in hex, as this codec writes it
 * read NAME HEX   reads the bytes into the declared type of the case: "ok", or "differs: " and where
 * self NAME       reads what write answers: what this codec makes of its own bytes
 * </pre>
 *
 * Any failure is answered by "error: " and its text. The program ends with its input.
 */
public final class Peer {
    private final Cases cases = new Cases();
    private final SerializerFactory factory = new SerializerFactory();

    public static void main(String[] args) throws Exception {
        PrintStream answers = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        System.setOut(System.err);
        Peer peer = new Peer();
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            answers.print(peer.answer(line).replace('\r', ' ').replace('\n', ' '));
            answers.print('\n');
            answers.flush();
        }
    }

    private String answer(String line) {
        try {
            String[] words = line.split(" ");
            return switch (words[0]) {
                case "list" -> String.join(" ", cases.names());
                case "write" -> HexFormat.of().formatHex(write(cases.get(words[1])));
                case "read" -> read(cases.get(words[1]), HexFormat.of().parseHex(words[2]));
                case "self" -> read(cases.get(words[1]), write(cases.get(words[1])));
                default -> "error: no such request: " + words[0];
            };
        } catch (Throwable e) {
            return "error: " + e;
        }
    }

    private byte[] write(Case c) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Hessian2Output out = new Hessian2Output(bytes);
        out.setSerializerFactory(factory);
        for (Object value : c.value().get()) {
            out.writeObject(value);
        }
        out.flush();
        return bytes.toByteArray();
    }

    private String read(Case c, byte[] message) throws Exception {
        ByteArrayInputStream bytes = new ByteArrayInputStream(message);
        Hessian2Input in = new Hessian2Input(bytes);
        in.setSerializerFactory(factory);
        Object[] want = c.value().get();
        Compare compare = new Compare();
        for (int i = 0; i < want.length; i++) {
            Type type = c.types()[i];
            Object got = type.of().length == 0 ? in.readObject(type.raw()) : in.readObject(type.raw(), type.of());
            if (got != null && !type.raw().isInstance(got)) {
                return "differs: value " + i + " is a " + got.getClass().getName() + ", no " + type.raw().getName();
            }
            String difference = compare.difference("value " + i, want[i], got);
            if (difference != null) {
                return "differs: " + difference;
            }
        }
        return in.isEnd() ? "ok" : "differs: bytes are left over";
    }

    /** What a method would declare: a class, and the classes of its elements, or of its keys and values. */
    record Type(Class<?> raw, Class<?>... of) {}

    /** A named list of values that share one message, mostly of one value; made afresh for every request. */
    record Case(String name, Type[] types, Values value) {}

    /** Makes the values of a case. */
    interface Values {
        Object[] get() throws Exception;
    }
}
