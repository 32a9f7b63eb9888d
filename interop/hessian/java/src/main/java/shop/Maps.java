package shop;

import java.io.Serializable;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Maps by interface and by class. */
public class Maps implements Serializable {
    public Map<String, String> map;
    public HashMap<String, Integer> hash;
    public LinkedHashMap<String, Long> linked;
    public TreeMap<String, Double> sorted;
    public ConcurrentHashMap<String, String> concurrent;
    public Map<Integer, Person> persons;
    public Map<String, List<Integer>> lists;
    public Map<String, Map<String, Boolean>> maps;
}
