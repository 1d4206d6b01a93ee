/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.program;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.efficienttransformers.kernel.ActivationScript;
import org.efficienttransformers.kernel.script.ScriptArchive;

/** The text of a program, put together from files, and the parameters that it computes with. */
public final class ProgramText {

    private static final Pattern CONSTANT = Pattern.compile("\\$([A-Z]+(?:_[A-Z]+)*)");

    private static final String HEAD =
            """
            class M(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              version : int
              sources : List[Tensor]
              tensors : List[Tensor]
              linears : List[Tensor]
              biases : List[Optional[Tensor]]
            """;

    /**
     * What all layers of a training share, and a number for the shape of texts that it is for;
     * where the parameters of linear layers begin among all, how many are joined, and where others
     * begin; gradients of a layer, and where their parameters begin and how many they are;
     * parameters of all layers, and what waits to be added to the gradient of each; whether a
     * layer's gradients are added to those of the same parameters.
     */
    private static final String TRAINED =
            """
              shared : List[Tensor]
              made : int
              places : List[int]
              counts : List[int]
              others : int
              parts : List[Tensor]
              starts : List[int]
              reached : List[Tensor]
              waiting : List[Tensor]
              adding : bool
            """;

    private static final String PACKED =
            "  packed : List[__torch__.torch.classes.quantized.LinearPackedParamsBase]\n";

    private final ProgramTarget target;
    private final Map<Parameter, Integer> sources = new LinkedHashMap<>();
    private final List<String> weights = new ArrayList<>();
    private final List<String> multiplied = new ArrayList<>();
    private final List<Integer> joined = new ArrayList<>();
    private final List<String> others = new ArrayList<>();
    private final Map<String, Integer> kinds = new LinkedHashMap<>();
    private final List<String> methods = new ArrayList<>();
    private int tensors;
    private int linears;

    /**
     * Starts a text.
     *
     * @param target where it computes
     */
    public ProgramText(ProgramTarget target) {
        this.target = target;
        target.resources().forEach(file -> method(file, Map.of()));
    }

    /**
     * Adds methods.
     *
     * @param resource their file
     * @param constants what stands for each {@code $NAME} in it
     */
    public void method(String resource, Map<String, ?> constants) {
        method(text(resource, constants));
    }

    /**
     * Adds methods.
     *
     * @param text the methods
     */
    public void method(String text) {
        methods.add(text);
    }

    /**
     * Adds the methods of a kind of layer, unless they are there.
     *
     * @param text the methods, with {@code $K} for the number of the kind
     * @return the number
     */
    public int kind(String text) {
        return kinds.computeIfAbsent(text, any -> kinds.size());
    }

    /**
     * Reads methods.
     *
     * @param resource their file
     * @param constants what stands for each {@code $NAME} in it; {@code $K} stays
     * @return the methods
     */
    public String text(String resource, Map<String, ?> constants) {
        Map<String, Object> all = new HashMap<>(target.constants());
        all.put("K", "$K");
        all.putAll(constants);
        String text = ScriptArchive.read(resource);
        String last;
        do { // What stands for a name may hold names itself.
            last = text;
            text = CONSTANT.matcher(last).replaceAll(found -> value(all, found.group(1)));
        } while (!text.equals(last));
        return text;
    }

    private static String value(Map<String, Object> constants, String name) {
        Object value = Objects.requireNonNull(constants.get(name), name);
        return Matcher.quoteReplacement(value.toString());
    }

    /**
     * Reads the method of an activated linear layer.
     *
     * @param activation the activation
     * @param ofOneDnn its name in oneDNN and the algorithm; null if oneDNN doesn't have it
     * @return the method
     */
    public String activated(ActivationScript activation, List<String> ofOneDnn) {
        return target.isFused() && ofOneDnn != null
                ? text(
                        "program/feed_forward_onednn.py",
                        Map.of("NAME", ofOneDnn.get(0), "ALGORITHM", ofOneDnn.get(1)))
                : text("program/feed_forward.py", Map.of("ACTIVATION", activation.inPlace()));
    }

    /**
     * Adds a tensor, which the program gets as {@code (self.tensors)[i]}.
     *
     * @param parameter the parameter
     * @param small true if it is to have the type of what is computed; false for tables, which keep
     *     theirs
     */
    public void tensor(Parameter parameter, boolean small) {
        String source = source(parameter);
        if (target.isTrained()) { // In the order of the tensors, so that nothing is to be appended.
            others.add(source);
            tensors++;
            return;
        }
        String kept =
                small
                        ? "torch.to(" + source + ", " + target.type() + ", False, False, None)"
                        : source;
        weights.add("    t" + tensors + " = torch.append(self.tensors, " + kept + ")");
        tensors++;
    }

    /**
     * Adds a tensor that is made of a parameter once.
     *
     * @param derived how
     */
    public void tensor(ProgramPart.Derived derived) {
        String method = text(derived.resource(), Map.of());
        if (!methods.contains(method)) {
            methods.add(method);
        }
        String made = "(self)." + derived.method() + "(" + source(derived.parameter()) + ", )";
        weights.add("    t" + tensors + " = torch.append(self.tensors, " + made + ")");
        tensors++;
    }

    /**
     * Adds a linear layer, which the program calls as {@code (self).linear(x, i)}.
     *
     * @param blocks Blocks of one linear layer each, whose outputs lie side by side
     * @throws IllegalArgumentException if some of them have a bias and some don't
     */
    public void linear(Block... blocks) {
        linear(ProgramLinear.of(blocks));
    }

    /**
     * Adds a linear layer.
     *
     * @param parts layers whose outputs lie side by side
     * @throws IllegalArgumentException if some of them have a bias and some don't
     */
    public void linear(List<ProgramLinear> parts) {
        require(
                parts.stream().map(part -> part.bias() == null).distinct().count() == 1,
                "Some of the layers have a bias, some don't.");
        if (target.isTrained()) {
            trained(parts);
        } else {
            made(parts);
        }
        linears++;
    }

    /** In training weights are cast together, and those side by side lie so already. */
    private void trained(List<ProgramLinear> parts) {
        int place = multiplied.size();
        String made = "c[" + joined.size() + "]";
        parts.forEach(part -> multiplied.add(source(part.weight())));
        joined.add(parts.size());
        String bias = "None";
        if (parts.get(0).bias() != null) {
            bias = "c[" + joined.size() + "]";
            parts.forEach(part -> multiplied.add(source(part.bias())));
            joined.add(parts.size());
        }
        weights.add(
                String.format(
                        "    l%d = (self).add(%s, %s, %d, %d, )",
                        linears, made, bias, place, parts.size()));
    }

    private void made(List<ProgramLinear> parts) {
        List<String> matrices = new ArrayList<>();
        List<String> biases = new ArrayList<>();
        for (ProgramLinear part : parts) {
            matrices.add(part.form().matrix(source(part.weight())));
            if (part.bias() != null) {
                biases.add("torch.flatten(" + source(part.bias()) + ", 0, -1)");
            }
        }
        weights.add(
                "    l"
                        + linears
                        + " = (self).add("
                        + joined(matrices)
                        + ", "
                        + (biases.isEmpty() ? "None" : joined(biases))
                        + ", )");
    }

    private static String joined(List<String> parts) {
        return parts.size() == 1
                ? parts.get(0)
                : "torch.cat([" + String.join(", ", parts) + "], 0)";
    }

    private String source(Parameter parameter) {
        return "w[" + sources.computeIfAbsent(parameter, any -> sources.size()) + "]";
    }

    /** {@return how many linear layers were added, which is the index of the next} */
    public int linears() {
        return linears;
    }

    /** {@return how many tensors were added, which is the index of the next} */
    public int tensors() {
        return tensors;
    }

    /**
     * {@return the parameters that were added, each once, in the order in which the program takes
     * them}
     */
    public Set<Parameter> sources() {
        return sources.keySet();
    }

    /** {@return the number of kinds of layers} */
    public int kinds() {
        return kinds.size();
    }

    /**
     * Ends the text, of inference with the methods that take the weights.
     *
     * @param resource the file of the methods that call the others
     * @param constants what stands for each {@code $NAME} in it
     * @return the whole text
     */
    public String end(String resource, Map<String, ?> constants) {
        Map<String, Object> all = new HashMap<>(constants);
        all.put("WEIGHTS", String.join("\n", weights));
        all.put("MULTIPLIED", String.join(", ", multiplied));
        all.put("COUNTS", joined.stream().map(String::valueOf).collect(Collectors.joining(", ")));
        all.put("OTHERS", String.join(", ", others));
        StringBuilder text = new StringBuilder(HEAD);
        if (target.isTrained()) {
            text.append(TRAINED);
        }
        if (target.isPacked()) {
            text.append(PACKED);
        }
        methods.forEach(text::append);
        kinds.forEach((kind, number) -> text.append(kind.replace("$K", number.toString())));
        if (!target.isTrained()) {
            text.append(text("program/weights.py", all));
        }
        return text.append(text(resource, all)).toString();
    }

    /** {@return where it computes} */
    public ProgramTarget target() {
        return target;
    }

    /** The attributes of the class, and what they hold at first. */
    Map<String, ScriptArchive.Initial> attributes() {
        Map<String, ScriptArchive.Initial> attributes = new LinkedHashMap<>();
        attributes.put("version", ScriptArchive.Initial.ZERO);
        for (String list : List.of("sources", "tensors", "linears", "biases")) {
            attributes.put(list, ScriptArchive.Initial.EMPTY_LIST);
        }
        if (target.isTrained()) {
            for (String list :
                    List.of(
                            "shared", "places", "counts", "parts", "starts", "reached",
                            "waiting")) {
                attributes.put(list, ScriptArchive.Initial.EMPTY_LIST);
            }
            attributes.put("made", ScriptArchive.Initial.ZERO);
            attributes.put("others", ScriptArchive.Initial.ZERO);
            attributes.put("adding", ScriptArchive.Initial.FALSE);
        }
        if (target.isPacked()) {
            attributes.put("packed", ScriptArchive.Initial.EMPTY_LIST);
        }
        return attributes;
    }

    /** For messages. */
    @Override
    public String toString() {
        return sources.keySet().stream().map(Parameter::getName).collect(Collectors.joining(", "));
    }
}
