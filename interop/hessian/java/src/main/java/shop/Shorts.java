package shop;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Generic types that only their declaration tells apart. */
public class Shorts implements Serializable {
    public List<Short> list;
    public Set<Byte> set;
    public Map<String, Short> map;
    public Map<Short, Byte> keys;
    public List<Float> singles;
    public List<Long> larges;
}
