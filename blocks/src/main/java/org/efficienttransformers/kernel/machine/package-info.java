/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * What DJL can't set of the process that PyTorch runs in: variables that its native library reads
 * when it is loaded ({@link org.efficienttransformers.kernel.machine.OpenMp}, where to start, and
 * {@link org.efficienttransformers.kernel.machine.TensorFloat32}), and the pages of memory ({@link
 * org.efficienttransformers.kernel.machine.HugePages}) and the processors of threads ({@link
 * org.efficienttransformers.kernel.machine.TeamPlaces}); and what Linux tells in files of the
 * processor ({@link org.efficienttransformers.kernel.machine.Processor}), of those who share it
 * ({@link org.efficienttransformers.kernel.machine.OtherProcesses}) and of the memory of this
 * process ({@link org.efficienttransformers.kernel.machine.ProcessMemory}).
 */
package org.efficienttransformers.kernel.machine;
