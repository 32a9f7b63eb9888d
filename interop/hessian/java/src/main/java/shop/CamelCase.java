package shop;

import java.io.Serializable;

/** Field names with capitals, underscores and letters beyond ASCII. */
public class CamelCase implements Serializable {
    public int ID;
    public String userName;
    public String URL;
    public String snake_case;
    public String größe;
    public boolean isOpen;
}
