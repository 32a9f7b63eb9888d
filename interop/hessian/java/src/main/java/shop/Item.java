package shop;

import java.io.Serializable;
import java.math.BigDecimal;

/** A line of an order. */
public class Item implements Serializable {
    public String sku;
    public int count;
    public BigDecimal price;

    public Item() {}

    public Item(String sku, int count, String price) {
        this.sku = sku;
        this.count = count;
        this.price = new BigDecimal(price);
    }
}
