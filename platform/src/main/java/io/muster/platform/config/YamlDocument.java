package io.muster.platform.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads YAML into a {@link Tree}. A key with dots ({@code replica.id}) stands for nested mappings, as Spring has it,
 * except where keys are names given by users: those are kept as they are written.
 */
final class YamlDocument {
    private static final int DEEPEST = 40;

    /** Aliases can make a small file stand for a huge tree. */
    private static final int MOST_VALUES = 100_000;

    private static final int LARGEST_FILE = 64 * 1024 * 1024;

    private final String file;
    private final Problems problems;
    private int values;
    private boolean exhausted;

    private YamlDocument(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /** The tree of {@code content}; what cannot be read is reported and left out. */
    static Tree.Mapping read(String file, byte[] content, Problems problems) {
        return new YamlDocument(file, problems).root(content);
    }

    private Tree.Mapping root(byte[] content) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return root(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException notText) {
            refuse(1, "", "the file is not UTF-8 text; save it as UTF-8");
            return Tree.Mapping.empty();
        }
    }

    private Tree.Mapping root(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setUseMarks(true)
                .setCodePointLimit(LARGEST_FILE)
                .build();
        try {
            Iterator<Node> documents =
                    new Compose(settings).composeAllFromString(text).iterator();
            if (!documents.hasNext()) {
                return Tree.Mapping.empty();
            }
            Tree tree = tree(documents.next(), "", 0);
            if (documents.hasNext()) {
                refuse(line(documents.next()), "", "a second YAML document begins here; keep one per file");
            }
            if (tree instanceof Tree.Mapping mapping) {
                return mapping;
            }
            if (!(tree instanceof Tree.Nothing)) {
                refuse(tree.line(), "", "found " + tree.found() + ", allowed: a mapping of configuration keys");
            }
        } catch (MarkedYamlEngineException broken) {
            int line = broken.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            refuse(line, "", "not valid YAML: " + broken.getProblem());
        } catch (YamlEngineException broken) {
            refuse(
                    1,
                    "",
                    "not valid YAML: "
                            + String.valueOf(broken.getMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse(""));
        }
        return Tree.Mapping.empty();
    }

    private Tree tree(Node node, String path, int depth) {
        if (depth > DEEPEST || values++ > MOST_VALUES) {
            tooMuch(node, path);
            return new Tree.Nothing(line(node));
        }
        return switch (node) {
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> new Tree.Nothing(line(node));
            case ScalarNode scalar -> new Tree.Scalar(scalar.getValue(), line(node));
            case SequenceNode sequence -> new Tree.Listing(items(sequence, path, depth), line(node));
            case MappingNode mapping -> mapping(mapping, path, depth);
            default -> new Tree.Nothing(line(node));
        };
    }

    /** Reported once, as every further value would be too much as well. */
    private void tooMuch(Node node, String path) {
        if (!exhausted) {
            exhausted = true;
            refuse(
                    line(node),
                    path,
                    "nested or repeated too much; allowed: " + DEEPEST + " levels and " + MOST_VALUES + " values");
        }
    }

    private List<Tree> items(SequenceNode sequence, String path, int depth) {
        List<Tree> items = new ArrayList<>();
        sequence.getValue().forEach(item -> items.add(tree(item, path, depth + 1)));
        return items;
    }

    private Tree.Mapping mapping(MappingNode node, String path, int depth) {
        Tree.Mapping mapping = new Tree.Mapping(new LinkedHashMap<>(), line(node));
        Map<String, Integer> seen = new HashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            int line = line(tuple.getKeyNode());
            Place place = new Place(path, depth, line);
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                refuse(line, path, "a key must be a plain text");
                continue;
            }
            Integer first = seen.putIfAbsent(key.getValue(), line);
            if (first == null) {
                put(mapping, key.getValue(), tuple.getValueNode(), place);
            } else {
                twice(place.below(key.getValue()), first);
            }
        }
        return mapping;
    }

    /** Where an entry is put; the line is that of the key, which is where people look. */
    private record Place(String path, int depth, int line) {
        Place below(String part) {
            return new Place(path.isEmpty() ? part : path + "." + part, depth + 1, line);
        }
    }

    private void put(Tree.Mapping into, String key, Node value, Place place) {
        int dot = key.indexOf('.');
        boolean nested = dot > 0 && dot < key.length() - 1 && !Names.below(place.path);
        String part = nested ? key.substring(0, dot) : key;
        Place below = place.below(part);
        if (nested) {
            Tree.Mapping child = new Tree.Mapping(new LinkedHashMap<>(), place.line);
            put(child, key.substring(dot + 1), value, below);
            add(into, part, child, below);
        } else {
            add(into, part, at(tree(value, below.path, below.depth), place.line), below);
        }
    }

    private void add(Tree.Mapping into, String part, Tree value, Place place) {
        Tree present = into.entries().putIfAbsent(part, value);
        if (present instanceof Tree.Mapping first && value instanceof Tree.Mapping second) {
            merge(first, second, place);
        } else if (present != null) {
            twice(place, present.line());
        }
    }

    /** Two mappings of one name come from dotted keys: {@code a.b: 1} and {@code a.c: 2}. */
    private void merge(Tree.Mapping first, Tree.Mapping second, Place place) {
        if (Names.below(place.path)) {
            twice(place, first.line());
            return;
        }
        for (Map.Entry<String, Tree> entry : second.entries().entrySet()) {
            Place below = new Place(
                    place.path + "." + entry.getKey(),
                    place.depth + 1,
                    entry.getValue().line());
            add(first, entry.getKey(), entry.getValue(), below);
        }
    }

    private static Tree at(Tree tree, int line) {
        return switch (tree) {
            case Tree.Scalar scalar -> new Tree.Scalar(scalar.text(), line);
            case Tree.Nothing nothing -> new Tree.Nothing(line);
            case Tree.Listing listing -> new Tree.Listing(listing.items(), line);
            case Tree.Mapping mapping -> new Tree.Mapping(mapping.entries(), line);
        };
    }

    private void twice(Place place, int first) {
        refuse(place.line, place.path, "given twice, first on line " + first + "; keep one");
    }

    private void refuse(int line, String key, String message) {
        problems.refuse(new Origin.File(file, line), key, message);
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }
}
