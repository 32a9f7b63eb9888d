package shop;

import java.io.Serializable;

/** Holds an object of a nested class. */
public class Inner implements Serializable {
    public Part part;

    /** A nested class: its name has a dollar sign. */
    public static class Part implements Serializable {
        public int number;
    }
}
