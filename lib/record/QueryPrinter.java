package daggerkit.record;

import com.fasterxml.jackson.databind.node.TextNode;
import graphql.language.Argument;
import graphql.language.ArrayValue;
import graphql.language.AstPrinter;
import graphql.language.Definition;
import graphql.language.Directive;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.ObjectField;
import graphql.language.ObjectValue;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.StringValue;
import graphql.language.TypeName;
import graphql.language.Value;
import graphql.language.VariableDefinition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Writes a query on one line, with its arguments in alphabetical order and each string as a function gives it. (To change
 * the strings of a chain of 4,000 steps takes graphql-java eight seconds.) Recursive. Used by one thread.
 */
final class QueryPrinter {
    private final StringBuilder out = new StringBuilder();
    private final UnaryOperator<String> strings;

    private QueryPrinter(UnaryOperator<String> strings) {
        this.strings = strings;
    }

    /** The text of a document, without its comments. */
    static String print(Document document, UnaryOperator<String> strings) {
        QueryPrinter printer = new QueryPrinter(strings);
        for (Definition<?> definition : document.getDefinitions()) {
            printer.out.append(printer.out.length() == 0 ? "" : " ");
            printer.definition(definition);
        }
        return printer.out.toString();
    }

    private void definition(Definition<?> definition) {
        if (definition instanceof FragmentDefinition) {
            FragmentDefinition fragment = (FragmentDefinition) definition;
            out.append("fragment ").append(fragment.getName());
            condition(" on ", fragment.getTypeCondition());
            directives(fragment.getDirectives());
            selections(fragment.getSelectionSet());
        } else if (definition instanceof OperationDefinition) {
            OperationDefinition operation = (OperationDefinition) definition;
            boolean bare = operation.getOperation() == OperationDefinition.Operation.QUERY
                    && operation.getName() == null
                    && operation.getVariableDefinitions().isEmpty()
                    && operation.getDirectives().isEmpty();
            if (!bare) {
                out.append(operation.getOperation().name().toLowerCase(java.util.Locale.ROOT));
                out.append(operation.getName() == null ? "" : " " + operation.getName());
                variables(operation.getVariableDefinitions());
                directives(operation.getDirectives());
            }
            selections(operation.getSelectionSet());
        } else {
            out.append(AstPrinter.printAstCompact(definition));
        }
    }

    private void variables(List<VariableDefinition> definitions) {
        String before = "(";
        List<VariableDefinition> sorted = new ArrayList<>(definitions);
        sorted.sort(Comparator.comparing(VariableDefinition::getName));
        for (VariableDefinition variable : sorted) {
            out.append(before).append('$').append(variable.getName()).append(": ");
            out.append(AstPrinter.printAstCompact(variable.getType()));
            if (variable.getDefaultValue() != null) {
                out.append(" = ");
                value(variable.getDefaultValue());
            }
            directives(variable.getDirectives());
            before = ", ";
        }
        out.append(definitions.isEmpty() ? "" : ")");
    }

    private void selections(SelectionSet selections) {
        if (selections == null) {
            return;
        }
        out.append('{');
        String before = "";
        for (Selection<?> selection : selections.getSelections()) {
            out.append(before);
            before = " ";
            if (selection instanceof Field) {
                Field field = (Field) selection;
                out.append(field.getAlias() == null ? "" : field.getAlias() + ":");
                out.append(field.getName());
                arguments(field.getArguments());
                directives(field.getDirectives());
                selections(field.getSelectionSet());
            } else if (selection instanceof InlineFragment) {
                InlineFragment fragment = (InlineFragment) selection;
                out.append("...");
                condition(" on ", fragment.getTypeCondition());
                directives(fragment.getDirectives());
                selections(fragment.getSelectionSet());
            } else {
                FragmentSpread spread = (FragmentSpread) selection;
                out.append("...").append(spread.getName());
                directives(spread.getDirectives());
            }
        }
        out.append('}');
    }

    private void condition(String before, TypeName type) {
        out.append(type == null ? "" : before + type.getName());
    }

    private void directives(List<Directive> directives) {
        for (Directive directive : directives) {
            out.append(" @").append(directive.getName());
            arguments(directive.getArguments());
        }
    }

    private void arguments(List<Argument> arguments) {
        String before = "(";
        List<Argument> sorted = new ArrayList<>(arguments);
        sorted.sort(Comparator.comparing(Argument::getName));
        for (Argument argument : sorted) {
            out.append(before).append(argument.getName()).append(": ");
            value(argument.getValue());
            before = ", ";
        }
        out.append(arguments.isEmpty() ? "" : ")");
    }

    private void value(Value<?> value) {
        if (value instanceof StringValue) {
            out.append(TextNode.valueOf(strings.apply(((StringValue) value).getValue())));
        } else if (value instanceof ArrayValue) {
            String before = "[";
            for (Value<?> element : ((ArrayValue) value).getValues()) {
                out.append(before);
                value(element);
                before = ", ";
            }
            out.append(before.equals("[") ? "[]" : "]");
        } else if (value instanceof ObjectValue) {
            String before = "{";
            for (ObjectField field : ((ObjectValue) value).getObjectFields()) {
                out.append(before).append(field.getName()).append(": ");
                value(field.getValue());
                before = ", ";
            }
            out.append(before.equals("{") ? "{}" : "}");
        } else {
            out.append(AstPrinter.printAstCompact(value));
        }
    }
}
