package shop;

import java.io.Serializable;
import java.util.Map;

/** Two maps, perhaps one. */
public class TwoMaps implements Serializable {
    public Map<String, String> left;
    public Map<String, String> right;
}
