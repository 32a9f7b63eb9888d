package shop;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Collections of texts, by interface and by class. */
public class Lists implements Serializable {
    public List<String> list;
    public ArrayList<String> array;
    public LinkedList<String> linked;
    public Collection<String> any;
    public Set<String> set;
    public TreeSet<String> sorted;
    public LinkedHashSet<String> ordered;
}
