package peer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import peer.Peer.Case;
import peer.Peer.Type;
import peer.Peer.Values;

/** All cases by name. The Go side has a case of the same name for each. */
final class Cases {
    private final Map<String, Case> cases = new LinkedHashMap<>();

    Cases() {
        new Scalars(this).add();
        new Containers(this).add();
        new Objects(this).add();
        new JavaTypes(this).add();
        new Exceptions(this).add();
        new Streams(this).add();
    }

    Collection<String> names() {
        return cases.keySet();
    }

    Case get(String name) {
        Case c = cases.get(name);
        if (c == null) {
            throw new IllegalArgumentException("no such case: " + name);
        }
        return c;
    }

    /** Adds a case of one value that a method would declare as raw, with the classes of its type arguments. */
    void one(String name, Value value, Class<?> raw, Class<?>... of) {
        put(new Case(name, new Type[] {new Type(raw, of)}, () -> new Object[] {value.get()}));
    }

    /** Adds a case of several values in one message. */
    void many(String name, Values values, Class<?>... raw) {
        Type[] types = new Type[raw.length];
        for (int i = 0; i < raw.length; i++) {
            types[i] = new Type(raw[i]);
        }
        put(new Case(name, types, values));
    }

    private void put(Case c) {
        if (c.name().contains(" ") || cases.putIfAbsent(c.name(), c) != null) {
            throw new IllegalArgumentException("a bad or a second case: " + c.name());
        }
    }

    /** Makes the value of a case. */
    interface Value {
        Object get() throws Exception;
    }

    @SafeVarargs
    static <T> ArrayList<T> list(T... items) {
        ArrayList<T> list = new ArrayList<>();
        for (T item : items) {
            list.add(item);
        }
        return list;
    }

    /** Puts pairs of keys and values into a map. */
    @SuppressWarnings("unchecked")
    static <K, V, M extends Map<K, V>> M fill(M map, Object... pairs) {
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((K) pairs[i], (V) pairs[i + 1]);
        }
        return map;
    }
}
