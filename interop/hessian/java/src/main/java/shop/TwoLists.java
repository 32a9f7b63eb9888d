package shop;

import java.io.Serializable;
import java.util.List;

/** Two lists, perhaps one. */
public class TwoLists implements Serializable {
    public List<String> left;
    public List<String> right;
}
