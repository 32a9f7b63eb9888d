package shop;

import java.io.Serializable;

/** Forty fields, more than any of the short forms counts. */
public class Wide implements Serializable {
    public int f00;
    public String f01;
    public int f02;
    public String f03;
    public int f04;
    public String f05;
    public int f06;
    public String f07;
    public int f08;
    public String f09;
    public int f10;
    public String f11;
    public int f12;
    public String f13;
    public int f14;
    public String f15;
    public int f16;
    public String f17;
    public int f18;
    public String f19;
    public int f20;
    public String f21;
    public int f22;
    public String f23;
    public int f24;
    public String f25;
    public int f26;
    public String f27;
    public int f28;
    public String f29;
    public int f30;
    public String f31;
    public int f32;
    public String f33;
    public int f34;
    public String f35;
    public int f36;
    public String f37;
    public int f38;
    public String f39;
}
