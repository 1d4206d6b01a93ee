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

    /** What all layers of a training share, and a number for the shape of texts that it is for. */
    private static final String SHARED = "  shared : List[Tensor]\n  made : int\n";

    private static final String PACKED =
            "  packed : List[__torch__.torch.classes.quantized.LinearPackedParamsBase]\n";

    private final ProgramTarget target;
    private final Map<Parameter, Integer> sources = new LinkedHashMap<>();
    private final List<String> weights = new ArrayList<>();
    private final List<String> multiplied = new ArrayList<>();
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
     * @param recorded true if gradients go through it
     * @return the method
     */
    public String activated(ActivationScript activation, List<String> ofOneDnn, boolean recorded) {
        return target.isFused() && ofOneDnn != null
                ? text(
                        "program/feed_forward_onednn.py",
                        Map.of("NAME", ofOneDnn.get(0), "ALGORITHM", ofOneDnn.get(1)))
                : text(
                        "program/feed_forward.py",
                        Map.of("ACTIVATION", recorded ? activation.value() : activation.inPlace()));
    }

    /**
     * Adds a tensor, which the program gets as {@code (self.tensors)[i]}.
     *
     * @param parameter the parameter
     * @param small true if it is to have the type of what is computed; false for tables, which keep
     *     theirs
     */
    public void tensor(Parameter parameter, boolean small) {
        String source = target.isTrained() ? trained("o", others, parameter) : source(parameter);
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
        List<String> matrices = new ArrayList<>();
        List<String> biases = new ArrayList<>();
        for (ProgramLinear part : parts) {
            matrices.add(part.form().matrix(multiplied(part.weight())));
            if (part.bias() != null) {
                biases.add("torch.flatten(" + multiplied(part.bias()) + ", 0, -1)");
            }
        }
        require(
                biases.isEmpty() || biases.size() == parts.size(),
                "Some of the layers have a bias, some don't.");
        weights.add(
                "    l"
                        + linears
                        + " = (self).add("
                        + joined(matrices)
                        + ", "
                        + (biases.isEmpty() ? "None" : joined(biases))
                        + ", )");
        linears++;
    }

    private static String joined(List<String> parts) {
        return parts.size() == 1
                ? parts.get(0)
                : "torch.cat([" + String.join(", ", parts) + "], 0)";
    }

    /** In training those of linear layers are cast together; others stay as they are. */
    private String multiplied(Parameter parameter) {
        return target.isTrained() ? trained("c", multiplied, parameter) : source(parameter);
    }

    private String trained(String name, List<String> all, Parameter parameter) {
        all.add(source(parameter));
        return name + "[" + (all.size() - 1) + "]";
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
        all.put("OTHERS", String.join(", ", others));
        StringBuilder text = new StringBuilder(HEAD);
        if (target.isTrained()) {
            text.append(SHARED);
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
    ProgramTarget target() {
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
            attributes.put("shared", ScriptArchive.Initial.EMPTY_LIST);
            attributes.put("made", ScriptArchive.Initial.ZERO);
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
