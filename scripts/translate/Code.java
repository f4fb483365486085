package daggerkit.translate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** A Java expression, written on one line if it fits there, else on several. Immutable. */
abstract class Code {
    private static final int WIDTH = 120;
    private static final int DEEPER = 8;

    /** A shorter part of a text is no help. */
    private static final int NARROWEST = 20;

    /** A call of a method, or of a constructor or static method at the beginning of a chain. */
    record Call(String name, List<Code> arguments) {
        String flat() {
            return name + "(" + arguments.stream().map(Code::flat).collect(Collectors.joining(", ")) + ")";
        }
    }

    private String flat;

    /** All of it on one line. */
    final String flat() {
        flat = flat == null ? line() : flat;
        return flat;
    }

    abstract String line();

    /** Writes it on several lines, those after the first being indented. */
    abstract void writeBroken(StringBuilder out, int indent, int tail);

    /** Writes it, with so much behind it on its last line. */
    final void write(StringBuilder out, int indent, int tail) {
        int column = out.length() - (out.lastIndexOf("\n") + 1);
        if (column + flat().length() + tail <= WIDTH) {
            out.append(flat());
        } else {
            writeBroken(out, indent, tail);
        }
    }

    /** A statement with its indentation and line feed. */
    static String statement(int indent, String before, Code code) {
        StringBuilder out = new StringBuilder(" ".repeat(indent)).append(before);
        code.write(out, indent, 1);
        return out.append(";\n").toString();
    }

    /** A name or a literal, which stays as it is. */
    static Code text(String text) {
        return new Code() {
            @Override
            String line() {
                return text;
            }

            @Override
            void writeBroken(StringBuilder out, int indent, int tail) {
                out.append(text);
            }
        };
    }

    /** A call without anything before it. */
    static Code call(String name, List<Code> arguments) {
        return new Chain(null, List.of(new Call(name, arguments)));
    }

    /** A call of a method of something. */
    Code then(String name, List<Code> arguments) {
        List<Call> calls = new ArrayList<>(this instanceof Chain ? ((Chain) this).calls : List.of());
        calls.add(new Call(name, arguments));
        return new Chain(this instanceof Chain ? ((Chain) this).base : this, calls);
    }

    /** Several calls at once: a chain of thousands is not copied with each. */
    Code then(List<Call> more) {
        List<Call> calls = new ArrayList<>(this instanceof Chain ? ((Chain) this).calls : List.of());
        calls.addAll(more);
        return more.isEmpty() ? this : new Chain(this instanceof Chain ? ((Chain) this).base : this, calls);
    }

    static Code lambda(String parameter, Code body) {
        return new Code() {
            @Override
            String line() {
                return parameter + " -> " + body.flat();
            }

            @Override
            void writeBroken(StringBuilder out, int indent, int tail) {
                out.append(parameter).append(" -> ");
                body.write(out, indent, tail);
            }
        };
    }

    /** Texts put together: in one literal, or several if it is long. */
    static Code sum(List<Code> parts) {
        return parts.size() == 1
                ? parts.get(0)
                : new Code() {
                    @Override
                    String line() {
                        return parts.stream().map(Code::flat).collect(Collectors.joining(" + "));
                    }

                    @Override
                    void writeBroken(StringBuilder out, int indent, int tail) {
                        for (int i = 0; i < parts.size(); i++) {
                            if (i > 0) {
                                out.append('\n')
                                        .append(" ".repeat(indent + DEEPER))
                                        .append("+ ");
                            }
                            parts.get(i).write(out, indent + DEEPER, i == parts.size() - 1 ? tail : 0);
                        }
                    }
                };
    }

    /** A text, and the parts of it that are at most so long, for where it does not fit on a line. */
    static Code literal(String whole, IntFunction<List<String>> parts) {
        return new Code() {
            @Override
            String line() {
                return whole;
            }

            @Override
            void writeBroken(StringBuilder out, int indent, int tail) {
                int column = Math.max(out.length() - (out.lastIndexOf("\n") + 1), indent + DEEPER + 2);
                String next = "\n" + " ".repeat(indent + DEEPER) + "+ ";
                out.append(String.join(next, parts.apply(Math.max(WIDTH - column - tail, NARROWEST))));
            }
        };
    }

    private static final class Chain extends Code {
        private final Code base;
        private final List<Call> calls;

        Chain(Code base, List<Call> calls) {
            this.base = base;
            this.calls = calls;
        }

        @Override
        String line() {
            String all = calls.stream().map(Call::flat).collect(Collectors.joining("."));
            return base == null ? all : base.flat() + "." + all;
        }

        /** The first call stays where the chain begins; each of the others has a line. */
        @Override
        void writeBroken(StringBuilder out, int indent, int tail) {
            if (base != null) {
                base.write(out, indent, 0);
                out.append('.');
            }
            boolean several = calls.size() > 1;
            for (int i = 0; i < calls.size(); i++) {
                if (i > 0) {
                    out.append('\n').append(" ".repeat(indent + DEEPER)).append('.');
                }
                boolean last = i == calls.size() - 1;
                int inner = i == 0 || !several ? indent : indent + DEEPER;
                write(calls.get(i), out, inner, last ? tail : 0);
            }
        }

        private static void write(Call call, StringBuilder out, int indent, int tail) {
            int column = out.length() - (out.lastIndexOf("\n") + 1);
            if (column + call.flat().length() + tail <= WIDTH || call.arguments.isEmpty()) {
                out.append(call.flat());
                return;
            }
            out.append(call.name).append('(');
            if (call.arguments.size() == 1 && call.arguments.get(0) instanceof Chain) {
                Chain only = (Chain) call.arguments.get(0);
                if (only.base == null) { // a call in a call stays on its line
                    only.write(out, indent, tail + 1);
                    out.append(')');
                    return;
                }
            }
            int inner = indent + DEEPER;
            String all = call.arguments.stream().map(Code::flat).collect(Collectors.joining(", "));
            boolean fits = inner + all.length() + tail + 1 <= WIDTH;
            if (fits) {
                out.append('\n').append(" ".repeat(inner)).append(all);
            } else {
                for (int i = 0; i < call.arguments.size(); i++) {
                    boolean last = i == call.arguments.size() - 1;
                    out.append('\n').append(" ".repeat(inner));
                    call.arguments.get(i).write(out, inner, last ? tail + 1 : 1);
                    out.append(last ? "" : ",");
                }
            }
            out.append(')');
        }
    }
}
