package shop;

import java.io.Serializable;

/** One field of each kind of array. */
public class Arrays implements Serializable {
    public boolean[] flags;
    public byte[] bytes;
    public char[] chars;
    public short[] smalls;
    public int[] mediums;
    public long[] larges;
    public float[] singles;
    public double[] reals;
    public String[] texts;
    public Integer[] boxes;
    public Person[] persons;
    public int[][] grid;
    public Object[] objects;
}
