package shop;

import java.io.Serializable;
import java.util.List;

/** A node with its children and its parent. */
public class Tree implements Serializable {
    public String name;
    public Tree parent;
    public List<Tree> children;
}
