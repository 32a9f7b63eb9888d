package shop;

import java.io.Serializable;

/** Has no fields. */
public class Nothing implements Serializable {
    @Override
    public boolean equals(Object other) {
        return other instanceof Nothing;
    }

    @Override
    public int hashCode() {
        return 1;
    }
}
