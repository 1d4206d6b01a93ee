/**
 * Fine-tuning and training from scratch, one readable program for each task, such as {@code
 * TextClassification}. What the tasks share is in {@code Recipe} and package {@code run}.
 */
package org.efficienttransformers.examples.recipes;
