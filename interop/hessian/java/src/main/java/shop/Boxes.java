package shop;

import java.io.Serializable;
import java.util.Date;

/** One field of each box. */
public class Boxes implements Serializable {
    public Boolean flag;
    public Byte tiny;
    public Short small;
    public Integer medium;
    public Long large;
    public Float single;
    public Double real;
    public Character letter;
    public String text;
    public Date date;
}
