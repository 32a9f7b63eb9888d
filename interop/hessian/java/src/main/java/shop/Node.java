package shop;

import java.io.Serializable;

/** A link of a chain. */
public class Node implements Serializable {
    public String name;
    public Node next;

    public Node() {}

    public Node(String name) {
        this.name = name;
    }
}
