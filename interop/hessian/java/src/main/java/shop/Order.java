package shop;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Date;
import java.util.List;
import java.util.Map;

/** What a shop sends around all day. */
public class Order implements Serializable {
    public long id;
    public Person customer;
    public List<Item> items;
    public Map<String, String> notes;
    public BigDecimal total;
    public Date created;
    public Color color;
}
