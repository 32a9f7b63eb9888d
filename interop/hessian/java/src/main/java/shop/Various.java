package shop;

import java.io.Serializable;
import java.util.BitSet;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.Locale;
import java.util.UUID;

/** Values of classes that the codecs treat apart. */
public class Various implements Serializable {
    public UUID uuid;
    public Locale locale;
    public Class<?> type;
    public Currency currency;
    public BitSet bits;
    public Calendar calendar;
    public Date date;
}
