package peer;

import static peer.Cases.fill;
import static peer.Cases.list;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import shop.Any;
import shop.Arrays;
import shop.Boxes;
import shop.CamelCase;
import shop.Color;
import shop.Employee;
import shop.Empties;
import shop.Enums;
import shop.Floats;
import shop.Inner;
import shop.Item;
import shop.Lists;
import shop.Manager;
import shop.Maps;
import shop.Node;
import shop.Nothing;
import shop.Order;
import shop.Outer;
import shop.Page;
import shop.Person;
import shop.Point;
import shop.Shadow;
import shop.Shape;
import shop.Shorts;
import shop.Tree;
import shop.Two;
import shop.TwoLists;
import shop.TwoMaps;
import shop.Wide;

/** Objects of user classes, and what refers to what. */
final class Objects {
    private final Cases cases;

    Objects(Cases cases) {
        this.cases = cases;
    }

    void add() {
        cases.one("object/person", () -> new Person("Ann", 30), Person.class);
        cases.one("object/personInObject", () -> new Person("Ann", 30), Object.class);
        cases.one("object/personOfNulls", Person::new, Person.class);
        cases.one("object/nothing", Nothing::new, Nothing.class);
        cases.one("object/scalars", Objects::scalars, shop.Scalars.class);
        cases.one("object/floats", Objects::floats, Floats.class);
        cases.one("object/boxes", Objects::boxes, Boxes.class);
        cases.one("object/boxesOfNulls", Boxes::new, Boxes.class);
        cases.one("object/boxesOfZeros", Objects::zeros, Boxes.class);
        cases.one("object/arrays", Objects::arrays, Arrays.class);
        cases.one("object/arraysOfNulls", Arrays::new, Arrays.class);
        cases.one("object/lists", Objects::lists, Lists.class);
        cases.one("object/listsOfNulls", Lists::new, Lists.class);
        cases.one("object/maps", Objects::maps, Maps.class);
        cases.one("object/mapsOfNulls", Maps::new, Maps.class);
        cases.one("object/shorts", Objects::shorts, Shorts.class);
        cases.one("object/order", Objects::order, Order.class);
        cases.one("object/orders", () -> list(order(), order()), List.class);
        cases.one("object/page", Objects::page, Page.class);
        cases.one("object/wide", Objects::wide, Wide.class);
        cases.one("object/inner", Objects::inner, Inner.class);
        cases.one("object/camelCase", Objects::camelCase, CamelCase.class);
        cases.one("object/record", () -> new Point(1, 2, "a"), Point.class);
        cases.one("object/outer", () -> {
            Outer outer = new Outer();
            outer.part = outer.new Part();
            outer.part.number = 5;
            return outer;
        }, Outer.class);
        cases.one("object/peerHasMoreFields", () -> new Person("Ann", 30), Person.class);
        cases.one("object/peerHasFewerFields", () -> new Person("Ann", 0), Person.class);
        fieldsOfObject();
        inheritance();
        enums();
        references();
    }

    /** A field of type Object, in which the writer decides what it becomes. */
    private void fieldsOfObject() {
        cases.one("any/HashSet", () -> new Any(new HashSet<>(list("a"))), Any.class);
        cases.one("any/TreeSet", () -> new Any(new TreeSet<>(list("a", "b"))), Any.class);
        cases.one("any/LinkedList", () -> new Any(new LinkedList<>(list("a", "b"))), Any.class);
        cases.one("any/TreeMap", () -> new Any(fill(new TreeMap<>(), "a", 1)), Any.class);
        cases.one("any/LinkedHashMap", () -> new Any(fill(new LinkedHashMap<>(), "b", 1, "a", 2)), Any.class);
        cases.one("any/Integers", () -> new Any(new Integer[] {1, null}), Any.class);
        cases.one("any/Persons", () -> new Any(new Person[] {new Person("Ann", 1)}), Any.class);
        cases.one("any/Colors", () -> new Any(new Color[] {Color.RED, Color.RED}), Any.class);
        cases.one("any/grid", () -> new Any(new int[][] {{1}, {}}), Any.class);
        cases.one("any/Instant", () -> new Any(java.time.Instant.ofEpochSecond(1, 2)), Any.class);
        cases.one("any/Timestamp", () -> new Any(new java.sql.Timestamp(1)), Any.class);
        cases.one("any/BigDecimal", () -> new Any(new BigDecimal("1.50")), Any.class);
        cases.one("any/UUID", () -> new Any(java.util.UUID.fromString("01234567-89ab-cdef-fedc-ba9876543210")), Any.class);
        cases.one("any/long", () -> new Any(5L), Any.class);
        cases.one("any/null", () -> new Any(null), Any.class);
    }

    private void inheritance() {
        cases.one("object/employee", () -> employee("Ann", "hark", 5), Employee.class);
        cases.one("object/manager", () -> {
            Manager manager = new Manager();
            manager.name = "Mae";
            manager.company = "hark";
            manager.staff = list(employee("Ann", "hark", 5), employee("Bob", "field", 6));
            return manager;
        }, Manager.class);
        cases.one("object/embeddedPointer", () -> employee("Ann", "hark", 5), Employee.class);
        cases.one("object/employeeAsPerson", () -> employee("Ann", "hark", 5), Person.class);
        cases.one("object/shadow", () -> {
            Shadow shadow = new Shadow();
            shadow.name = "lower";
            return shadow;
        }, Shadow.class);
    }

    private void enums() {
        cases.one("enum/plain", () -> Color.RED, Color.class);
        cases.one("enum/inObject", () -> Color.GREEN, Object.class);
        cases.one("enum/marshalledText", () -> Color.BLUE, Color.class);
        cases.one("enum/marshalledTexts", () -> list(Color.BLUE, Color.BLUE, Color.GREEN), List.class);
        cases.one("enum/body", () -> Shape.SQUARE, Shape.class);
        cases.one("enum/list", () -> list(Color.RED, Color.BLUE, Color.RED), List.class);
        cases.one("enum/listOfBodies", () -> list(Shape.ROUND, Shape.SQUARE, Shape.ROUND), List.class);
        cases.one("enum/array", () -> new Color[] {Color.RED, null, Color.RED}, Color[].class);
        cases.one("enum/fields", () -> {
            Enums enums = new Enums();
            enums.color = Color.RED;
            enums.again = Color.RED;
            enums.shape = Shape.SQUARE;
            enums.array = new Color[] {Color.BLUE, Color.RED};
            enums.list = list(Color.GREEN, Color.RED);
            enums.set = new HashSet<>(list(Color.BLUE));
            enums.enumSet = EnumSet.of(Color.RED, Color.GREEN);
            enums.map = fill(new HashMap<>(), Color.RED, "stop");
            return enums;
        }, Enums.class);
        cases.one("enum/fieldsOfNulls", Enums::new, Enums.class);
    }

    private void references() {
        cases.one("ref/self", () -> {
            Node node = new Node("ring");
            node.next = node;
            return node;
        }, Node.class);
        cases.one("ref/pair", () -> {
            Node node = new Node("a");
            node.next = new Node("b");
            node.next.next = node;
            return node;
        }, Node.class);
        cases.one("ref/chain", () -> {
            Node first = new Node("0");
            Node last = first;
            for (int i = 1; i < 100; i++) {
                last.next = new Node("" + i);
                last = last.next;
            }
            return first;
        }, Node.class);
        cases.one("ref/tree", Objects::tree, Tree.class);
        cases.one("ref/sharedObject", () -> two(new Two()), Two.class);
        cases.one("ref/equalObjects", () -> {
            Two two = new Two();
            two.left = new Person("Ann", 1);
            two.right = new Person("Ann", 1);
            return two;
        }, Two.class);
        cases.one("ref/sharedList", () -> {
            TwoLists two = new TwoLists();
            two.left = list("a", "b");
            two.right = two.left;
            return two;
        }, TwoLists.class);
        cases.one("ref/sharedMap", () -> {
            TwoMaps two = new TwoMaps();
            two.left = fill(new HashMap<>(), "a", "b");
            two.right = two.left;
            return two;
        }, TwoMaps.class);
        cases.one("ref/inList", () -> {
            Person person = new Person("Ann", 1);
            return list(person, person, new Person("Ann", 1), person);
        }, List.class);
        cases.one("ref/inArray", () -> {
            Person person = new Person("Ann", 1);
            return new Person[] {person, person};
        }, Person[].class);
        cases.one("ref/inMap", () -> {
            Person person = new Person("Ann", 1);
            return fill(new HashMap<>(), "a", person, "b", person);
        }, Map.class);
        cases.one("ref/mapInItself", () -> {
            Map<String, Object> map = new HashMap<>();
            map.put("self", map);
            return map;
        }, Map.class);
        cases.one("ref/listInItself", () -> {
            List<Object> list = new ArrayList<>();
            list.add(list);
            return list;
        }, List.class);
        cases.one("ref/afterEmpties", Objects::empties, Empties.class);
        cases.one("ref/afterEmptiesInList", () -> {
            Person person = new Person("Ann", 1);
            return list(list(), new HashMap<>(), new int[0], new HashSet<>(), new Nothing(), person, person);
        }, List.class);
        cases.one("ref/afterNulls", () -> {
            Person person = new Person("Ann", 1);
            return list(null, "a", new byte[0], new Date(0), 1, 2L, 0.5, person, person);
        }, List.class);
        cases.one("ref/ofAnyKind", () -> {
            List<Object> inner = list("a");
            Map<String, Object> map = fill(new HashMap<>(), "k", "v");
            Any any = new Any(inner);
            return list(inner, map, any, new Any(map), new Any(any));
        }, List.class);
    }

    private static Object scalars() {
        shop.Scalars s = new shop.Scalars();
        s.flag = true;
        s.tiny = -5;
        s.small = -500;
        s.medium = -500000;
        s.large = -5000000000L;
        s.real = 2.75;
        s.letter = '\u4e2d';
        s.text = "text";
        s.date = new Date(1234567890123L);
        s.data = new byte[] {1, 2, 3};
        return s;
    }

    private static Object floats() {
        Floats f = new Floats();
        f.before = 7;
        f.value = 1.1f;
        f.after = 8;
        return f;
    }

    private static Object boxes() {
        Boxes b = new Boxes();
        b.flag = true;
        b.tiny = -5;
        b.small = -500;
        b.medium = -500000;
        b.large = -5000000000L;
        b.single = 1.5f;
        b.real = 2.75;
        b.letter = 'x';
        b.text = "text";
        b.date = new Date(1234567890123L);
        return b;
    }

    private static Object zeros() {
        Boxes b = new Boxes();
        b.flag = false;
        b.tiny = 0;
        b.small = 0;
        b.medium = 0;
        b.large = 0L;
        b.single = 0f;
        b.real = 0.0;
        b.letter = '0';
        b.text = "";
        b.date = new Date(0);
        return b;
    }

    private static Object arrays() {
        Arrays a = new Arrays();
        a.flags = new boolean[] {true, false};
        a.bytes = new byte[] {1, 2, -1};
        a.chars = "abc".toCharArray();
        a.smalls = new short[] {1, -1};
        a.mediums = new int[] {1, 100000};
        a.larges = new long[] {1, 1L << 40};
        a.singles = new float[] {1.5f, 1.1f};
        a.reals = new double[] {0.1};
        a.texts = new String[] {"a", null};
        a.boxes = new Integer[] {1, null};
        a.persons = new Person[] {new Person("Ann", 1), null};
        a.grid = new int[][] {{1, 2}, {}};
        a.objects = new Object[] {1, "a", null, new Person("Bob", 2)};
        return a;
    }

    private static Object lists() {
        Lists l = new Lists();
        l.list = list("a", "b");
        l.array = list("c");
        l.linked = new LinkedList<>(list("d"));
        l.any = list("e");
        l.set = new HashSet<>(list("f"));
        l.sorted = new TreeSet<>(list("h", "g"));
        l.ordered = new LinkedHashSet<>(list("j", "i"));
        return l;
    }

    private static Object maps() {
        Maps m = new Maps();
        m.map = fill(new HashMap<>(), "a", "1", "n", null);
        m.hash = fill(new HashMap<>(), "b", 2);
        m.linked = fill(new LinkedHashMap<>(), "d", 4L, "c", 3L);
        m.sorted = fill(new TreeMap<>(), "e", 5.5);
        m.concurrent = fill(new ConcurrentHashMap<>(), "f", "6");
        m.persons = fill(new HashMap<>(), 7, new Person("Ann", 7));
        m.lists = fill(new HashMap<>(), "g", list(8, 9));
        m.maps = fill(new HashMap<>(), "h", fill(new HashMap<>(), "i", true));
        return m;
    }

    private static Object shorts() {
        Shorts s = new Shorts();
        s.list = list((short) 1, (short) -2);
        s.set = new HashSet<>(list((byte) 3));
        s.map = fill(new HashMap<>(), "a", (short) 4);
        s.keys = fill(new HashMap<>(), (short) 5, (byte) 6);
        s.singles = list(1.5f);
        s.larges = list(7L);
        return s;
    }

    static Order order() {
        Order o = new Order();
        o.id = 1001;
        o.customer = new Person("Ann", 30);
        o.items = list(new Item("apple", 3, "0.50"), new Item("pear", 1, "1.25"));
        o.notes = fill(new HashMap<>(), "gift", "yes");
        o.total = new BigDecimal("2.75");
        o.created = new Date(1234567890000L);
        o.color = Color.GREEN;
        return o;
    }

    private static Object page() {
        Page<Person> page = new Page<>();
        page.total = 2;
        page.items = list(new Person("Ann", 1), new Person("Bob", 2));
        page.first = page.items.get(0);
        return page;
    }

    private static Object wide() throws Exception {
        Wide wide = new Wide();
        for (int i = 0; i < 40; i++) {
            Wide.class.getField(String.format("f%02d", i)).set(wide, i % 2 == 0 ? (Object) (i * 1000) : "s" + i);
        }
        return wide;
    }

    private static Object inner() {
        Inner inner = new Inner();
        inner.part = new Inner.Part();
        inner.part.number = 5;
        return inner;
    }

    private static Object camelCase() {
        CamelCase c = new CamelCase();
        c.ID = 1;
        c.userName = "ann";
        c.URL = "u";
        c.snake_case = "s";
        c.größe = "g";
        c.isOpen = true;
        return c;
    }

    private static Employee employee(String name, String company, long salary) {
        Employee employee = new Employee();
        employee.name = name;
        employee.age = 20;
        employee.company = company;
        employee.salary = salary;
        return employee;
    }

    private static Object tree() {
        Tree root = new Tree();
        root.name = "root";
        root.children = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Tree child = new Tree();
            child.name = "child" + i;
            child.parent = root;
            child.children = new ArrayList<>();
            root.children.add(child);
        }
        return root;
    }

    static Two two(Two two) {
        two.left = new Person("Ann", 1);
        two.right = two.left;
        return two;
    }

    private static Object empties() {
        Empties e = new Empties();
        e.list = new ArrayList<>();
        e.set = new HashSet<>();
        e.map = new HashMap<>();
        e.array = new int[0];
        e.texts = new String[0];
        e.nothing = new Nothing();
        e.left = new Person("Ann", 1);
        e.right = e.left;
        return e;
    }
}
