package shop;

import java.util.List;
import java.util.Map;

/** What the peers offer each other. */
public interface ShopService {
    /** Returns the person of that id, or null for a negative one. */
    Person get(int id);

    /** Joins what it gets: a boxed parameter, a list, a map. */
    String join(Long number, String text, List<String> tags, Map<String, Person> people);

    /** Overloads of one name. */
    String kind(int v);

    String kind(String v);

    int[] ints(int[] v);

    byte[] bytes(byte[] v);

    List<Person> people(List<Person> v);

    void ping();

    /** Throws what is asked for: stock, runtime, argument. */
    String fail(String how) throws StockException;

    String nap(long millis);

    /** Without a reply. */
    void notice(String text);

    /** What came by notice. */
    String noticed();
}
