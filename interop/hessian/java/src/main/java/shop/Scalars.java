package shop;

import java.io.Serializable;
import java.util.Date;

/** One field of each primitive, and of what travels as one value. */
public class Scalars implements Serializable {
    public boolean flag;
    public byte tiny;
    public short small;
    public int medium;
    public long large;
    public double real;
    public char letter;
    public String text;
    public Date date;
    public byte[] data;
}
