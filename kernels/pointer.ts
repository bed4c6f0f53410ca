/** Addresses in an arena, typed by the numbers stored there, so that the compiler rejects a plain number or another column's address. */

declare const element: unique symbol
declare const frame: unique symbol

/** Byte offset of a column of 32-bit or 64-bit numbers of one type. */
export type Pointer<E extends 'f32' | 'f64' | 'u32' = 'f32' | 'f64' | 'u32'> = number & { readonly [element]: E }

/** Byte offset of a kernel's frame. */
export type FramePointer<K> = number & { readonly [frame]: K }

/** The address that means "none" where a kernel allows it. */
export const NONE = 0 as never

/** The address of entry `index` of a column of 4-byte numbers. */
export function at<E extends 'f32' | 'u32'>(column: { readonly ptr: Pointer<E> }, index: number): Pointer<E> {
  return (column.ptr + 4 * index) as Pointer<E>
}
