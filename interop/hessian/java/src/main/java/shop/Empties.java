package shop;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Everything that may be empty and yet takes a reference number, and then one person twice. */
public class Empties implements Serializable {
    public List<String> list;
    public Set<String> set;
    public Map<String, String> map;
    public int[] array;
    public String[] texts;
    public Nothing nothing;
    public Person left;
    public Person right;
}
