package shop;

import java.io.Serializable;
import java.util.Date;

/** The three times of java.sql, between two dates. */
public class SqlTimes implements Serializable {
    public Date before;
    public java.sql.Date day;
    public java.sql.Time time;
    public java.sql.Timestamp stamp;
    public Date after;
}
