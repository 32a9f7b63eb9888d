package peer;

import static peer.Cases.fill;
import static peer.Cases.list;

import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.Stack;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import shop.Color;
import shop.Person;

/** Arrays, lists, sets and maps as arguments and results. */
final class Containers {
    private final Cases cases;

    Containers(Cases cases) {
        this.cases = cases;
    }

    void add() {
        arrays();
        objectArrays();
        lists();
        otherLists();
        sets();
        maps();
        otherMaps();
    }

    private void arrays() {
        cases.one("array/boolean", () -> new boolean[] {true, false}, boolean[].class);
        cases.one("array/short", () -> new short[] {1, -1, Short.MIN_VALUE, Short.MAX_VALUE}, short[].class);
        cases.one("array/int", () -> new int[] {1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}, int[].class);
        cases.one("array/long", () -> new long[] {1, -1, Long.MIN_VALUE, Long.MAX_VALUE}, long[].class);
        cases.one("array/float", () -> new float[] {0f, 1.5f, 1.1f, -3.25f}, float[].class);
        cases.one("array/double", () -> new double[] {0, 0.1, Math.PI, -1e300}, double[].class);
        cases.one("array/string", () -> new String[] {"a", "", "\u4e2d"}, String[].class);
        cases.one("array/stringNull", () -> new String[] {"a", null}, String[].class);
        cases.one("array/intEmpty", () -> new int[0], int[].class);
        cases.one("array/stringEmpty", () -> new String[0], String[].class);
        for (int n : new int[] {7, 8, 1000}) {
            cases.one("array/int" + n, () -> {
                int[] ints = new int[n];
                Arrays.setAll(ints, i -> i);
                return ints;
            }, int[].class);
        }
        cases.one("array/intInObject", () -> new int[] {1, 2, 3}, Object.class);
        cases.one("array/longInObject", () -> new long[] {1, 2, 3}, Object.class);
        cases.one("array/stringInObject", () -> new String[] {"a", "b"}, Object.class);
        cases.one("array/doubleInObject", () -> new double[] {1.5}, Object.class);
        cases.one("array/booleanInObject", () -> new boolean[] {true}, Object.class);
        cases.one("array/shortInObject", () -> new short[] {1}, Object.class);
        cases.one("array/floatInObject", () -> new float[] {1.5f}, Object.class);
    }

    private void objectArrays() {
        cases.one("array/Integer", () -> new Integer[] {1, null, 3}, Integer[].class);
        cases.one("array/Long", () -> new Long[] {1L, null}, Long[].class);
        cases.one("array/Boolean", () -> new Boolean[] {true, null}, Boolean[].class);
        cases.one("array/Date", () -> new Date[] {new Date(0), null, new Date(1)}, Date[].class);
        cases.one("array/Object", () -> new Object[] {1, 2L, "a", null, 1.5, true, new Date(0), new Person("Ann", 1)}, Object[].class);
        cases.one("array/Person", () -> new Person[] {new Person("Ann", 1), null, new Person("Bob", 2)}, Person[].class);
        cases.one("array/PersonInObject", () -> new Person[] {new Person("Ann", 1)}, Object.class);
        cases.one("array/int2d", () -> new int[][] {{1}, {2, 3}, {}, null}, int[][].class);
        cases.one("array/string2d", () -> new String[][] {{"a"}, {}, {"b", "c"}}, String[][].class);
        cases.one("array/Person2d", () -> new Person[][] {{new Person("Ann", 1)}, {}}, Person[][].class);
        cases.one("array/int3d", () -> new int[][][] {{{1, 2}, {3}}, {}}, int[][][].class);
        cases.one("array/bytes2d", () -> new byte[][] {{1, 2}, {}, null}, byte[][].class);
    }

    private void lists() {
        cases.one("list/empty", () -> list(), List.class);
        cases.one("list/strings", () -> list("a", "b"), List.class, String.class);
        cases.one("list/nullString", () -> list("a", null, "c"), List.class, String.class);
        cases.one("list/integers", () -> list(1, -1, 1000000, null), List.class, Integer.class);
        cases.one("list/longs", () -> list(1L, null, Long.MAX_VALUE), List.class, Long.class);
        cases.one("list/mixed", () -> list(1, 2L, 1.5, "a", true, null, new byte[] {1}, new Date(0)), List.class);
        cases.one("list/persons", () -> list(new Person("Ann", 1), new Person("Bob", 2)), List.class);
        cases.one("list/nested", () -> list(list(1), list(list(2)), list()), List.class);
        cases.one("list/maps", () -> list(fill(new HashMap<>(), "a", 1), fill(new HashMap<>(), "b", 2)), List.class);
        for (int n : new int[] {7, 8, 300}) {
            cases.one("list/of" + n, () -> new ArrayList<>(Collections.nCopies(n, "x")), List.class);
        }
        cases.one("list/ofLists", () -> list(list("a"), list("b"), new LinkedList<>(list("c")), new LinkedList<>(list("d"))), List.class);
        cases.one("list/ArrayListInObject", () -> list("a", "b"), Object.class);
    }

    private void otherLists() {
        cases.one("list/LinkedList", () -> new LinkedList<>(list("a", "b")), LinkedList.class);
        cases.one("list/Vector", () -> new Vector<>(list("a", "b")), Vector.class);
        cases.one("list/CopyOnWrite", () -> new CopyOnWriteArrayList<>(list("a", "b")), CopyOnWriteArrayList.class);
        cases.one("list/asList", () -> Arrays.asList("a", "b"), List.class);
        cases.one("list/subList", () -> new ArrayList<>(list("a", "b", "c")).subList(1, 3), List.class);
        cases.one("list/emptyList", () -> Collections.emptyList(), List.class);
        cases.one("list/singletonList", () -> Collections.singletonList("a"), List.class);
        cases.one("list/unmodifiableList", () -> Collections.unmodifiableList(list("a", "b")), List.class);
        cases.one("list/synchronizedList", () -> Collections.synchronizedList(list("a", "b")), List.class);
        cases.one("list/values", () -> fill(new LinkedHashMap<>(), "a", 1, "b", 2).values(), Collection.class);
        cases.one("list/ArrayDeque", () -> new ArrayDeque<>(list("a", "b")), Collection.class);
        cases.one("list/Stack", () -> {
            Stack<String> stack = new Stack<>();
            stack.push("a");
            return stack;
        }, Stack.class);
        cases.one("list/iterator", () -> list("a", "b").iterator(), Object.class);
        cases.one("list/List.of0", () -> List.of(), List.class);
        cases.one("list/List.of2", () -> List.of("a", "b"), List.class);
        cases.one("list/List.of3", () -> List.of("a", "b", "c"), List.class);
        cases.one("list/Stream.toList", () -> List.of("a", "b").stream().toList(), List.class);
    }

    private void sets() {
        cases.one("set/empty", () -> new HashSet<>(), Set.class);
        cases.one("set/HashSet", () -> new HashSet<>(list("a", "b")), Set.class);
        cases.one("set/LinkedHashSet", () -> new LinkedHashSet<>(list("b", "a")), LinkedHashSet.class);
        cases.one("set/TreeSet", () -> new TreeSet<>(list("b", "a")), TreeSet.class);
        cases.one("set/integers", () -> new HashSet<>(list(1, 2)), Set.class, Integer.class);
        cases.one("set/persons", () -> new HashSet<>(list(new Person("Ann", 1))), Set.class);
        cases.one("set/enums", () -> new HashSet<>(list(Color.RED)), Set.class);
        cases.one("set/EnumSet", () -> EnumSet.of(Color.RED, Color.BLUE), EnumSet.class);
        cases.one("set/EnumSetInObject", () -> EnumSet.of(Color.GREEN), Object.class);
        cases.one("set/HashSetInObject", () -> new HashSet<>(list("a", "b")), Object.class);
        cases.one("set/Set.of", () -> Set.of("a"), Set.class);
        cases.one("set/keySet", () -> fill(new HashMap<>(), "a", 1).keySet(), Set.class);
        cases.one("set/unmodifiableSet", () -> Collections.unmodifiableSet(new HashSet<>(list("a"))), Set.class);
    }

    private void maps() {
        cases.one("map/empty", () -> new HashMap<>(), Map.class);
        cases.one("map/strings", () -> fill(new HashMap<>(), "a", "1", "b", "2"), Map.class, String.class, String.class);
        cases.one("map/nullValue", () -> fill(new HashMap<>(), "a", null, "b", "2"), Map.class);
        cases.one("map/nullKey", () -> fill(new HashMap<>(), null, "v", "b", "2"), Map.class);
        cases.one("map/emptyKey", () -> fill(new HashMap<>(), "", ""), Map.class);
        cases.one("map/integerKeys", () -> fill(new HashMap<>(), 1, "a", -5, "b"), Map.class);
        cases.one("map/longKeys", () -> fill(new HashMap<>(), 1L, "a", 1L << 40, "b"), Map.class);
        cases.one("map/boolKeys", () -> fill(new HashMap<>(), true, 1, false, 0), Map.class);
        cases.one("map/doubleKeys", () -> fill(new HashMap<>(), 1.5, 1), Map.class);
        cases.one("map/mixedKeys", () -> fill(new HashMap<>(), 1, "int", "a", "string"), Map.class);
        cases.one("map/enumKeys", () -> fill(new HashMap<>(), Color.RED, 1, Color.BLUE, 2), Map.class);
        cases.one("map/personKeys", () -> fill(new HashMap<>(), new Person("Ann", 1), "a"), Map.class);
        cases.one("map/dateKeys", () -> fill(new HashMap<>(), new Date(0), "a"), Map.class);
        cases.one("map/listKeys", () -> fill(new HashMap<>(), list(1), "a"), Map.class);
        cases.one("map/persons", () -> fill(new HashMap<>(), "a", new Person("Ann", 1)), Map.class);
        cases.one("map/nested", () -> fill(new HashMap<>(), "a", fill(new HashMap<>(), "b", fill(new HashMap<>(), "c", 1))), Map.class);
        cases.one("map/lists", () -> fill(new HashMap<>(), "a", list(1, 2), "b", list()), Map.class);
        cases.one("map/mixedValues", () -> fill(new HashMap<>(), "i", 1, "l", 2L, "d", 1.5, "s", "x", "b", true, "n", null), Map.class);
        cases.one("map/shorts", () -> fill(new HashMap<>(), "a", (short) 1), Map.class, String.class, Short.class);
        cases.one("map/of1000", () -> {
            Map<String, Integer> map = new HashMap<>();
            for (int i = 0; i < 1000; i++) {
                map.put("key" + i, i);
            }
            return map;
        }, Map.class);
    }

    private void otherMaps() {
        cases.one("map/LinkedHashMap", () -> fill(new LinkedHashMap<>(), "b", 1, "a", 2), LinkedHashMap.class);
        cases.one("map/LinkedHashMapInObject", () -> fill(new LinkedHashMap<>(), "b", 1, "a", null), Object.class);
        cases.one("map/TreeMap", () -> fill(new TreeMap<>(), "b", 1, "a", 2), TreeMap.class);
        cases.one("map/ConcurrentHashMap", () -> fill(new ConcurrentHashMap<>(), "a", 1), ConcurrentHashMap.class);
        cases.one("map/EnumMap", () -> fill(new EnumMap<Color, Object>(Color.class), Color.RED, 1), Map.class);
        cases.one("map/emptyMap", () -> Collections.emptyMap(), Map.class);
        cases.one("map/singletonMap", () -> Collections.singletonMap("a", 1), Map.class);
        cases.one("map/unmodifiableMap", () -> Collections.unmodifiableMap(fill(new HashMap<>(), "a", 1)), Map.class);
        cases.one("map/Hashtable", () -> fill(new Hashtable<>(), "a", 1), Hashtable.class);
        cases.one("map/Properties", () -> fill(new Properties(), "a", "1"), Properties.class);
        cases.one("map/integersInTreeMap", () -> fill(new TreeMap<>(), 2, "b", 1, "a"), TreeMap.class);
        cases.one("map/entry", () -> new AbstractMap.SimpleEntry<>("a", 1), Map.Entry.class);
        cases.one("map/Map.of", () -> Map.of("a", 1), Map.class);
    }
}
