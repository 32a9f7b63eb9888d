package shop;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Numbers that are objects. */
public class Numbers implements Serializable {
    public BigDecimal decimal;
    public BigInteger integer;
    public AtomicInteger atomicInteger;
    public AtomicLong atomicLong;
    public AtomicBoolean atomicBoolean;
}
