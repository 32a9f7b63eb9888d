package shop;

/** An enum whose constants have bodies. */
public enum Shape {
    ROUND {
        @Override
        public int corners() {
            return 0;
        }
    },
    SQUARE {
        @Override
        public int corners() {
            return 4;
        }
    };

    public abstract int corners();
}
