package shop;

import java.io.Serializable;

/** A primitive float between other fields. */
public class Floats implements Serializable {
    public int before;
    public float value;
    public int after;
}
