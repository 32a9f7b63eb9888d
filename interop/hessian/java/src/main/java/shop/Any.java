package shop;

import java.io.Serializable;

/** A field that declares nothing. */
public class Any implements Serializable {
    public Object value;

    public Any() {}

    public Any(Object value) {
        this.value = value;
    }
}
