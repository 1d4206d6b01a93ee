/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.nn.Activation;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.nio.file.Path;
import java.util.Set;

/** The arrows between modules and packages, as docs/ARCHITECTURE.md draws them. */
@AnalyzeClasses(
        packages = "org.efficienttransformers",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "org.efficienttransformers.";
    private static final String[] BLOCKS = {
        ROOT + "settings..",
        ROOT + "description..",
        ROOT + "model..",
        ROOT + "attention..",
        ROOT + "kernel..",
        ROOT + "autograd..",
        ROOT + "generate..",
        ROOT + "random..",
        ROOT + "lora..",
        ROOT + "training..",
        ROOT + "plot.."
    };
    private static final String[] TRANSLATORS = {
        ROOT + "config..",
        ROOT + "architecture..",
        ROOT + "weights..",
        ROOT + "checkpoint..",
        ROOT + "tokenizer..",
        ROOT + "sentence..",
        ROOT + "translator..",
        ROOT + "finetune.."
    };
    private static final String[] ZOO = {ROOT + "zoo..", ROOT + "hub.."};

    /** Each integration knows the zoo and its framework; no module knows an integration. */
    private static final String[] INTEGRATIONS = {
        ROOT + "langchain4j..", ROOT + "springai..", ROOT + "spark.."
    };

    private static final String[] FRAMEWORKS = {
        "dev.langchain4j..", "org.springframework..", "org.apache.spark..", "scala.."
    };

    @ArchTest
    static final ArchRule BLOCKS_KNOW_NO_TRANSLATORS =
            noClasses()
                    .that()
                    .resideInAnyPackage(BLOCKS)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(TRANSLATORS);

    @ArchTest
    static final ArchRule BLOCKS_KNOW_NO_ZOO =
            noClasses()
                    .that()
                    .resideInAnyPackage(BLOCKS)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(ZOO);

    @ArchTest
    static final ArchRule BLOCKS_KNOW_NEITHER_JSON_NOR_HTTP =
            noClasses()
                    .that()
                    .resideInAnyPackage(BLOCKS)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("com.google.gson..", "java.net..");

    /** But for those in which Linux tells what the processor has, and who is using it. */
    @ArchTest
    static final ArchRule BLOCKS_KNOW_NO_FILES =
            noClasses()
                    .that()
                    .resideInAnyPackage(BLOCKS)
                    .and()
                    .resideOutsideOfPackage(ROOT + "kernel.machine")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("java.nio.file..");

    /** The engine is the model's: without a name DJL takes one that happens to be there. */
    @ArchTest
    static final ArchRule NOBODY_ASKS_FOR_THE_DEFAULT_ENGINE =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(ROOT + "examples..")
                    .should()
                    .callMethod(NDManager.class, "newBaseManager")
                    .orShould()
                    .callMethod(NDManager.class, "newBaseManager", Device.class);

    /**
     * PyTorch's graph would refer to the number in memory of the JVM that the garbage collector has
     * freed by the time of the backward pass: {@code kernel.Scalars} keeps it. What gives no
     * gradient (comparisons) and what takes the number at once (set) may go on.
     */
    @ArchTest
    static final ArchRule ARITHMETIC_WITH_NUMBERS_KEEPS_THEM =
            noClasses().should().accessTargetWhere(takesNumberIntoGraph());

    /** Expected gradients must be right, too. */
    @ArchTest
    static void arithmeticInTestsKeepsNumbers(JavaClasses main) {
        Path tests = Path.of("..", "blocks", "target", "test-classes");
        ARITHMETIC_WITH_NUMBERS_KEEPS_THEM.check(new ClassFileImporter().importPath(tests));
    }

    private static DescribedPredicate<JavaAccess<?>> takesNumberIntoGraph() {
        Set<String> safe = Set.of("eq", "neq", "gt", "gte", "lt", "lte", "contentEquals", "set");
        // Methods of DJL that do so inside.
        Set<String> hidden = Set.of("relu6", "swish", "mish", "toDegrees", "toRadians");
        return DescribedPredicate.describe(
                "a method of NDArray that keeps a Number for the backward pass",
                access -> {
                    String method = access.getName();
                    if (!isOfNdArrays(access.getTargetOwner()) || safe.contains(method)) {
                        return false;
                    }
                    return hidden.contains(method)
                            || (access.getTarget() instanceof CodeUnitAccessTarget code
                                    && code.getRawParameterTypes().stream()
                                            .anyMatch(type -> type.isEquivalentTo(Number.class)));
                });
    }

    private static boolean isOfNdArrays(JavaClass owner) {
        return owner.isAssignableTo(NDArray.class)
                || owner.isAssignableTo(NDArrayEx.class)
                || owner.isEquivalentTo(NDArrays.class)
                || owner.isEquivalentTo(Activation.class);
    }

    /** A runtime without java.desktop can do all but draw. */
    @ArchTest
    static final ArchRule ONLY_PICTURES_NEED_AWT =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(ROOT + "plot..", ROOT + "examples..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("java.awt..", "javax.imageio..", ROOT + "plot..");

    /** AWT's text fails on machines without fonts, and differs from machine to machine. */
    @ArchTest
    static final ArchRule PICTURES_NEED_NO_FONTS =
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "plot..")
                    .should()
                    .dependOnClassesThat()
                    .haveNameMatching("java\\.awt\\.(Font.*|font\\..*|GraphicsEnvironment)");

    @ArchTest
    static final ArchRule TRANSLATORS_KNOW_NO_ZOO =
            noClasses()
                    .that()
                    .resideInAnyPackage(TRANSLATORS)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(ZOO);

    @ArchTest
    static final ArchRule NOBODY_KNOWS_INTEGRATIONS =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(INTEGRATIONS)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(INTEGRATIONS);

    @ArchTest
    static final ArchRule FRAMEWORKS_BELONG_TO_INTEGRATIONS =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(INTEGRATIONS)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(FRAMEWORKS);

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE =
            slices().matching("org.efficienttransformers.(*)..").should().beFreeOfCycles();

    /** A package and the rooms within it know each other one way only, too. */
    @ArchTest
    static final ArchRule ROOMS_FORM_NO_CYCLE =
            slices().matching("org.efficienttransformers.(**)")
                    .should()
                    .beFreeOfCycles()
                    // The factory, whose name is fixed, lies next to inputs and answers, and knows
                    // all tasks.
                    .ignoreDependency(
                            resideInAPackage(ROOT + "translator"),
                            resideInAPackage(ROOT + "translator.*"))
                    // Causal attention under a mask is a window as wide as the text.
                    .ignoreDependency(
                            resideInAPackage(ROOT + "attention.full"),
                            resideInAPackage(ROOT + "attention.window"));

    @ArchTest
    static final ArchRule LIBRARIES_DONT_PRINT =
            GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
}
