/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights;

import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The type of the numbers as they lie in a file, and the DJL type that they are read as.
 *
 * <p>PyTorch natives abort the JVM when DJL hands them BFLOAT16, INT16, UINT16 or UINT32, so these
 * are widened here, without loss. float16 is widened as well: every computation is in float32
 * unless the model asks for something else.
 */
public enum ElementType {
    FLOAT64("F64", 8, DataType.FLOAT64),
    FLOAT32("F32", 4, DataType.FLOAT32),
    FLOAT16("F16", 2, DataType.FLOAT32),
    BFLOAT16("BF16", 2, DataType.FLOAT32),
    INT64("I64", 8, DataType.INT64),
    INT32("I32", 4, DataType.INT32),
    INT16("I16", 2, DataType.INT32),
    INT8("I8", 1, DataType.INT8),
    UINT32("U32", 4, DataType.INT64),
    UINT16("U16", 2, DataType.INT32),
    UINT8("U8", 1, DataType.UINT8),
    BOOLEAN("BOOL", 1, DataType.BOOLEAN);

    private final String safetensorsName;
    private final int bytes;
    private final DataType dataType;

    ElementType(String safetensorsName, int bytes, DataType dataType) {
        this.safetensorsName = safetensorsName;
        this.bytes = bytes;
        this.dataType = dataType;
    }

    /**
     * Finds a type by its name in safetensors.
     *
     * @param name such as F32
     * @return the type, or null if there is none of this name
     */
    public static ElementType ofSafetensors(String name) {
        for (ElementType type : values()) {
            if (type.safetensorsName.equals(name)) {
                return type;
            }
        }
        return null;
    }

    /**
     * Lists safetensors' names of all types, for messages.
     *
     * @return the names with commas between them
     */
    public static String safetensorsNames() {
        return Arrays.stream(values())
                .map(type -> type.safetensorsName)
                .collect(Collectors.joining(", "));
    }

    /** {@return what safetensors calls the type, such as F32} */
    public String safetensorsName() {
        return safetensorsName;
    }

    /** {@return the size of one number in the file, 1 to 8 bytes} */
    public int bytes() {
        return bytes;
    }

    /** Returns the type of the array that the numbers are read into. */
    DataType dataType() {
        return dataType;
    }

    /** Tells whether the numbers in the file are those of the array, byte for byte. */
    boolean isRead() {
        return name().equals(dataType.name());
    }

    /**
     * Appends numbers to the target as {@link #dataType} has them.
     *
     * @param source the bytes of the file, in the file's byte order
     * @param index where the first number begins
     * @param stride the bytes from one number to the next
     * @param count how many
     * @param target where they go
     */
    void convert(ByteBuffer source, int index, int stride, int count, ByteBuffer target) {
        if (isRead() && stride == bytes && source.order() == target.order()) {
            target.put(source.slice(index, count * bytes));
            return;
        }
        switch (this) {
            case FLOAT16 -> {
                for (int i = 0; i < count; i++) {
                    target.putInt(widenFloat16(source.getShort(index + i * stride)));
                }
            }
            case BFLOAT16 -> {
                for (int i = 0; i < count; i++) {
                    target.putInt(source.getShort(index + i * stride) << 16);
                }
            }
            case INT16 -> {
                for (int i = 0; i < count; i++) {
                    target.putInt(source.getShort(index + i * stride));
                }
            }
            case UINT16 -> {
                for (int i = 0; i < count; i++) {
                    target.putInt(Short.toUnsignedInt(source.getShort(index + i * stride)));
                }
            }
            case UINT32 -> {
                for (int i = 0; i < count; i++) {
                    target.putLong(Integer.toUnsignedLong(source.getInt(index + i * stride)));
                }
            }
            case FLOAT64, INT64 -> {
                for (int i = 0; i < count; i++) {
                    target.putLong(source.getLong(index + i * stride));
                }
            }
            case FLOAT32, INT32 -> {
                for (int i = 0; i < count; i++) {
                    target.putInt(source.getInt(index + i * stride));
                }
            }
            case INT8, UINT8, BOOLEAN -> {
                for (int i = 0; i < count; i++) {
                    target.put(source.get(index + i * stride));
                }
            }
        }
    }

    /** Widens an IEEE 754 binary16 number to the bits of the float of the same value. */
    private static int widenFloat16(short half) {
        int sign = (half & 0x8000) << 16;
        int exponentAndFraction = half & 0x7FFF;
        if (exponentAndFraction >= 0x7C00) { // infinite or not a number
            return sign | 0x7F800000 | (exponentAndFraction << 13);
        }
        if (exponentAndFraction < 0x0400) { // zero or subnormal: a multiple of 2^-24
            return sign | Float.floatToRawIntBits(exponentAndFraction * 0x1p-24f);
        }
        return sign | ((exponentAndFraction << 13) + ((127 - 15) << 23));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
