/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Which whole numbers an option takes, of a list each. {@link CommandLineProgram} refuses others
 * before it runs the command.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Range {

    /** {@return the least} */
    int min() default 1;

    /** {@return the most} */
    int max() default Integer.MAX_VALUE;

    /** {@return what divides all of them} */
    int multipleOf() default 1;
}
