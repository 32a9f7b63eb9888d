package shop;

import java.io.Serializable;

/** Two persons, perhaps one. */
public class Two implements Serializable {
    public Person left;
    public Person right;
}
