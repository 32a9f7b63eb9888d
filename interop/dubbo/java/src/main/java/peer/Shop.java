package peer;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import shop.Person;
import shop.ShopService;
import shop.StockException;

/** The service. */
public class Shop implements ShopService {
    private volatile String noticed = "";

    @Override
    public Person get(int id) { return id < 0 ? null : new Person(id, "charles`son"); }

    @Override
    public String join(Long number, String text, List<String> tags, Map<String, Person> people) {
        return number + " " + text + " " + tags + " " + (people == null ? null : new TreeMap<>(people));
    }

    @Override
    public String kind(int v) { return "int " + v; }

    @Override
    public String kind(String v) { return "String " + v; }

    @Override
    public int[] ints(int[] v) { return v; }

    @Override
    public byte[] bytes(byte[] v) { return v; }

    @Override
    public List<Person> people(List<Person> v) { return v; }

    @Override
    public void ping() {}

    @Override
    public String fail(String how) throws StockException {
        switch (how) {
            case "stock":
                throw new StockException("sold out", 3);
            case "argument":
                throw new IllegalArgumentException("not that", new IllegalStateException("because"));
            default:
                throw new RuntimeException("failed: " + how);
        }
    }

    @Override
    public String nap(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            return "woken";
        }
        return "rested";
    }

    @Override
    public void notice(String text) { noticed = text; }

    @Override
    public String noticed() { return noticed; }
}
