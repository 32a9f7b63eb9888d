package peer;

import static peer.Cases.fill;
import static peer.Cases.list;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import shop.Color;
import shop.Item;
import shop.Order;
import shop.Person;
import shop.Two;

/** Several values in one message, as in a request: they share class definitions, type names and references. */
final class Streams {
    private final Cases cases;

    Streams(Cases cases) {
        this.cases = cases;
    }

    void add() {
        cases.many("stream/scalars", () -> new Object[] {1, "a", 2L, 1.5, true, null},
            Integer.class, String.class, Long.class, Double.class, Boolean.class, Object.class);
        cases.many("stream/classes", () -> new Object[] {new Person("Ann", 1), new Person("Bob", 2), new Item("apple", 3, "0.50"), new Person("Cid", 3)},
            Person.class, Person.class, Item.class, Person.class);
        cases.many("stream/sharedObject", () -> {
            Person person = new Person("Ann", 1);
            return new Object[] {person, person, list(person)};
        }, Person.class, Person.class, List.class);
        cases.many("stream/sharedInside", () -> {
            Two two = Objects.two(new Two());
            return new Object[] {two, two.left, two};
        }, Two.class, Person.class, Two.class);
        cases.many("stream/sharedMap", () -> {
            Map<String, Object> map = fill(new HashMap<>(), "a", 1);
            return new Object[] {map, map};
        }, Map.class, Map.class);
        cases.many("stream/types", () -> new Object[] {new int[] {1}, new int[] {2}, new long[] {3}, new int[] {4}, new String[] {"a"}, new String[] {"b"}},
            int[].class, int[].class, long[].class, int[].class, String[].class, String[].class);
        cases.many("stream/enums", () -> new Object[] {Color.RED, Color.BLUE, Color.RED, BigDecimal.ONE},
            Color.class, Color.class, Color.class, BigDecimal.class);
        cases.many("stream/emptiesFirst", () -> {
            Person person = new Person("Ann", 1);
            return new Object[] {list(), new HashMap<>(), person, person};
        }, List.class, Map.class, Person.class, Person.class);
        cases.many("stream/request", () -> new Object[] {"2.0.2", "shop.Orders", "1.0.0", "place", "Lshop/Order;I", Objects.order(), 3,
            fill(new HashMap<>(), "path", "shop.Orders", "interface", "shop.Orders", "timeout", "3000")},
            String.class, String.class, String.class, String.class, String.class, Order.class, Integer.class, Map.class);
        cases.many("stream/manyClasses", Streams::many, List.class, Person.class);
    }

    /** More classes than the short form of an object can count. */
    private static Object[] many() throws Exception {
        List<Object> all = list();
        for (String name : new String[] {"Any", "Arrays", "Boxes", "Empties", "Enums", "Inner", "Lists", "Maps", "Nothing",
            "Numbers", "Order", "Page", "Shorts", "SqlTimes", "Times", "Two", "TwoLists", "TwoMaps"}) {
            all.add(Class.forName("shop." + name).getConstructor().newInstance());
        }
        return new Object[] {all, new Person("Ann", 1)};
    }
}
