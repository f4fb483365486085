package daggerkit;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a person sees of what a program writes to a terminal: the sequences that line editors use are followed, all others
 * and colours are left out. It has no lower end. Used by one thread.
 */
final class Screen {
    private static final Pattern PIECE = Pattern.compile("\u001b\\[([?>=]?)([0-9;]*)([@-~])"
            + "|\u001b\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)|\u001b[ -/]*[0-~]|[\\s\\S]");

    private final int columns;
    private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
    private int row;
    private int column;

    private Screen(int columns) {
        this.columns = columns;
    }

    /** The lines of all that was written, without white space at their ends; none that are empty at the end. */
    static List<String> lines(String written, int columns) {
        Screen screen = new Screen(columns);
        Matcher piece = PIECE.matcher(written);
        while (piece.find()) {
            if (piece.group().length() == 1) {
                screen.character(piece.group().charAt(0));
            } else if (piece.group(3) != null && piece.group(1).isEmpty()) {
                screen.sequence(piece.group(3).charAt(0), piece.group(2));
            }
        }
        List<String> lines = new ArrayList<>();
        screen.rows.forEach(line -> lines.add(line.toString().stripTrailing()));
        while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        return lines;
    }

    private void character(char c) {
        if (c == '\r') {
            column = 0;
        } else if (c == '\n') {
            move(row + 1, column);
        } else if (c == '\b') {
            column = Math.max(0, column - 1);
        } else if (c >= ' ') {
            if (column >= columns) {
                move(row + 1, 0);
            }
            StringBuilder line = rows.get(row);
            while (line.length() <= column) {
                line.append(' ');
            }
            line.setCharAt(column++, c);
        }
    }

    private void sequence(char kind, String parameters) {
        String first = parameters.replaceFirst(";.*", "");
        int given = first.isEmpty() ? 0 : Integer.parseInt(first);
        int count = Math.max(1, given);
        switch (kind) {
            case 'A' -> move(Math.max(0, row - count), column);
            case 'B' -> move(row + count, column);
            case 'C' -> move(row, Math.min(columns - 1, column + count));
            case 'D' -> move(row, Math.max(0, column - count));
            case 'G' -> move(row, count - 1);
            case 'K' -> clear(rows.get(row), given);
            case 'J' -> {
                clear(rows.get(row), given);
                rows.subList(row + 1, rows.size()).clear();
            }
            case 'P' -> {
                StringBuilder line = rows.get(row);
                line.delete(Math.min(column, line.length()), Math.min(column + count, line.length()));
            }
            case '@' -> {
                StringBuilder line = rows.get(row);
                line.insert(Math.min(column, line.length()), " ".repeat(count));
            }
            default -> {
                // Colours and modes show nothing here.
            }
        }
    }

    private void clear(StringBuilder line, int which) {
        if (which == 0) {
            line.setLength(Math.min(line.length(), column));
        } else {
            line.setLength(0);
        }
    }

    private void move(int toRow, int toColumn) {
        while (rows.size() <= toRow) {
            rows.add(new StringBuilder());
        }
        row = toRow;
        column = toColumn;
    }
}
