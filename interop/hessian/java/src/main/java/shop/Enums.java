package shop;

import java.io.Serializable;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Enums in all places. */
public class Enums implements Serializable {
    public Color color;
    public Color again;
    public Shape shape;
    public Color[] array;
    public List<Color> list;
    public Set<Color> set;
    public EnumSet<Color> enumSet;
    public Map<Color, String> map;
}
