  def train$K(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor, table: Tensor) -> Tensor:
    context = (self).attended$K((self).attentionNorm$K(x, 0, ), visible, globals, table, )
    projected = (self).dropped$K((self).linear(context, 0, ), $OUTPUT_DROPOUT, )
    sum = torch.add(x, projected, alpha=1)
    inner = (self).fed$K((self).feedForwardNorm$K(sum, 0, ), 1, )
    fed = (self).dropped$K((self).linear((self).dropped$K(inner, $INSIDE_DROPOUT, ), 2, ), $AFTER_DROPOUT, )
    return torch.add(sum, fed, alpha=1)
