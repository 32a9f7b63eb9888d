package shop;

import java.io.Serializable;

/** Holds an object of an inner class, which refers to the object it was made by. */
public class Outer implements Serializable {
    public Part part;
    public transient String forgotten = "x";

    /** An inner class: it has a field for the object around it. */
    public class Part implements Serializable {
        public int number;
    }
}
