package shop;

import java.io.Serializable;
import java.util.List;

/** A part of a list of anything. */
public class Page<T> implements Serializable {
    public int total;
    public List<T> items;
    public T first;
}
