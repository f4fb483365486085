package daggerkit.translate;

import java.util.List;

/** What a request reads: a value of an object, or something of each object of a list. Immutable but for its use. */
abstract class Item {
    /** The object that it is read of. */
    final Chain on;
    /** The leaf, or the list. */
    final Invocation call;

    private Item(Chain on, Invocation call) {
        this.on = on;
        this.call = call;
    }

    /** Whether it reads nothing but the ID of an object, which the library asks for by itself, or knows. */
    abstract boolean isPassedOn();

    /** Whether it reads nothing but IDs. */
    abstract boolean isOfIds();

    /** What of a request has to be read by a statement: the library asks by itself for IDs that it needs. */
    static List<Item> ofStatement(List<Item> items) {
        return items.stream().allMatch(Item::isOfIds)
                ? items.stream().filter(item -> !item.isPassedOn()).toList()
                : items;
    }

    /** The same for what reads the same. */
    abstract String key();

    /** A value. */
    static final class Read extends Item {
        /** What {@code sync} gave, if a later request begins there; else null. */
        Chain loaded;

        Read(Chain on, Invocation leaf) {
            super(on, leaf);
        }

        @Override
        boolean isOfIds() {
            return call.field().equals("id");
        }

        @Override
        boolean isPassedOn() {
            return isOfIds() && (on.isIdUsed || on.kind == Chain.Kind.LOADED || on.kind == Chain.Kind.ELEMENT);
        }

        @Override
        String key() {
            return on.number + " " + call.key();
        }
    }

    /** Something of each object of a list. */
    static final class Each extends Item {
        final Chain element;
        final List<Item> items;
        /** What read the same first; of that one it is known whether elements are used one by one, by their IDs. */
        Each first = this;

        private boolean isUsed;

        Each(Chain on, Invocation list, Chain element, List<Item> items) {
            super(on, list);
            this.element = element;
            this.items = items;
        }

        void use() {
            first.isUsed = true;
        }

        @Override
        boolean isOfIds() {
            return items.size() == 1
                    && items.get(0) instanceof Read
                    && items.get(0).isOfIds();
        }

        @Override
        boolean isPassedOn() {
            return isOfIds() && first.isUsed;
        }

        @Override
        String key() {
            return on.number + " " + call.key() + " each";
        }
    }
}
