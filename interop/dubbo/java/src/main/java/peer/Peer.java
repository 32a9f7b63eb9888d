package peer;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import shop.Person;
import shop.ShopService;

/**
 * A provider or consumer of the shop, in the version of Dubbo that is on the class path. It is asked by lines and answers each by a line:
 *
 * <pre>
 *   serve PORT          offers the service
 *   refer HOST:PORT     becomes a consumer of the service there
 *   call METHOD [ARG]   calls it
 * </pre>
 *
 * The classes of Dubbo are reached by reflection, for their package has changed with 2.7.
 */
public final class Peer {
    private static final PrintStream OUT = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true);
    private static final String CONFIG = exists("org.apache.dubbo.config.ServiceConfig") ? "org.apache.dubbo.config." : "com.alibaba.dubbo.config.";

    private static Object application;
    private static ShopService service;

    private Peer() {}

    public static void main(String[] args) throws Exception {
        System.setOut(System.err); // Dubbo's logs are no answers
        application = config("ApplicationConfig");
        set(application, "setName", "peer");
        try {
            set(application, "setQosEnable", false);
        } catch (NoSuchMethodException e) {
            System.setProperty("dubbo.application.qos.enable", "false");
        }
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = in.readLine()) != null; ) {
            String answer;
            try {
                answer = answer(line.split(" "));
            } catch (Throwable e) {
                answer = "error " + e;
                e.printStackTrace();
            }
            OUT.println(answer.replace('\n', ' '));
        }
        System.exit(0);
    }

    private static String answer(String[] words) throws Exception {
        switch (words[0]) {
            case "serve":
                serve(Integer.parseInt(words[1]));
                return "ok";
            case "refer":
                refer(words[1]);
                return "ok";
            default:
                try {
                    return call(words[1], words.length > 2 ? words[2] : "");
                } catch (Throwable e) {
                    return describe(e);
                }
        }
    }

    private static void serve(int port) throws Exception {
        Object protocol = config("ProtocolConfig");
        set(protocol, "setName", "dubbo");
        set(protocol, "setPort", port);
        Object s = config("ServiceConfig");
        configure(s);
        set(s, "setProtocol", protocol);
        set(s, "setProxy", "jdk");
        for (Method m : s.getClass().getMethods()) {
            if (m.getName().equals("setRef")) {
                m.invoke(s, new Shop());
                break;
            }
        }
        s.getClass().getMethod("export").invoke(s);
    }

    private static void refer(String address) throws Exception {
        Object r = config("ReferenceConfig");
        configure(r);
        set(r, "setUrl", "dubbo://" + address);
        set(r, "setProxy", "jdk");
        set(r, "setTimeout", 20000);
        set(r, "setRetries", 0);
        Object notice = config("MethodConfig");
        set(notice, "setName", "notice");
        set(notice, "setReturn", false);
        Object nap = config("MethodConfig");
        set(nap, "setName", "nap");
        set(nap, "setTimeout", 1000);
        r.getClass().getMethod("setMethods", List.class).invoke(r, Arrays.asList(notice, nap));
        service = (ShopService) r.getClass().getMethod("get").invoke(r);
    }

    private static void configure(Object c) throws Exception {
        Object registry = config("RegistryConfig");
        set(registry, "setAddress", "N/A");
        set(c, "setApplication", application);
        set(c, "setRegistry", registry);
        for (Method m : c.getClass().getMethods()) {
            if (m.getName().equals("setInterface") && m.getParameterTypes()[0] == Class.class) {
                m.invoke(c, ShopService.class);
                return;
            }
        }
        throw new NoSuchMethodException("setInterface");
    }

    private static String call(String method, String arg) throws Exception {
        switch (method) {
            case "get":
                return String.valueOf(service.get(Integer.parseInt(arg)));
            case "join":
                Map<String, Person> people = new HashMap<>();
                people.put("ann", new Person(1, "Ann"));
                return service.join(7L, arg, new ArrayList<>(Arrays.asList("a", "b")), people);
            case "joinNull":
                return service.join(null, null, null, null);
            case "kindInt":
                return service.kind(Integer.parseInt(arg));
            case "kindString":
                return service.kind(arg);
            case "ints":
                return Arrays.toString(service.ints(new int[] {1, 2, 300000}));
            case "bytes":
                byte[] b = new byte[Integer.parseInt(arg)];
                Arrays.fill(b, (byte) 7);
                return String.valueOf(Arrays.equals(b, service.bytes(b)));
            case "people":
                List<Person> list = service.people(new ArrayList<>(Arrays.asList(new Person(1, "Ann"), null, new Person(2, "中文😀"))));
                return list.get(0).getName() + " " + list.get(1) + " " + list.get(2).getName().equals("中文😀");
            case "ping":
                service.ping();
                return "ok";
            case "fail":
                return service.fail(arg);
            case "nap":
                return service.nap(Long.parseLong(arg));
            case "notice":
                service.notice(arg);
                return "ok";
            case "noticed":
                return service.noticed();
            case "echo":
                return String.valueOf(service.getClass().getMethod("$echo", Object.class).invoke(service, arg));
            default:
                return "no such method";
        }
    }

    /** Returns class and message, of causes too, and the code of Dubbo's own exception. */
    private static String describe(Throwable e) {
        StringBuilder b = new StringBuilder(e.getClass().getName());
        Object code = property(e, "getCode"); // of an RpcException
        if (code != null) {
            b.append(" code ").append(code);
        }
        b.append(": ").append(e.getMessage());
        Object left = property(e, "getLeft"); // of a StockException
        if (left != null) {
            b.append(" left ").append(left);
        }
        if (e.getCause() != null && e.getCause() != e) {
            b.append(" caused by ").append(describe(e.getCause()));
        }
        return b.toString();
    }

    private static Object property(Object o, String getter) {
        try {
            return o.getClass().getMethod(getter).invoke(o);
        } catch (ReflectiveOperationException none) {
            return null;
        }
    }

    private static boolean exists(String name) {
        try {
            Class.forName(name);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static Object config(String name) throws Exception { return Class.forName(CONFIG + name).getConstructor().newInstance(); }

    /** Calls the setter of that name whose parameter the value fits. */
    private static void set(Object target, String setter, Object value) throws Exception {
        for (Method m : target.getClass().getMethods()) {
            if (!m.getName().equals(setter) || m.getParameterTypes().length != 1) {
                continue;
            }
            Class<?> p = m.getParameterTypes()[0];
            if (p.isInstance(value) || p == int.class && value instanceof Integer || p == boolean.class && value instanceof Boolean) {
                m.invoke(target, value);
                return;
            }
        }
        throw new NoSuchMethodException(target.getClass() + "." + setter);
    }
}
