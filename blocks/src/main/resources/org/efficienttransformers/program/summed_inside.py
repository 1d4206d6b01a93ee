  def summed(self: __torch__.M, x: Tensor, i: int, y: Tensor) -> Tensor:
    # Adds a linear layer to y, within its product: in float32 those with a bias take up to a fifth longer.
    biased = torch.__isnot__((self.biases)[i], None)
    if torch.__and__(biased, $HALF):
      _0 = torch.add_(y, (self).linear(x, i, ), alpha=1)
    else:
      if biased:
        _1 = torch.add_(y, unchecked_cast(Tensor, (self.biases)[i]), alpha=1)
      else:
        pass
      rows = torch.view(y, [-1, torch.size(y, -1)])
      _2 = torch.addmm_(rows, torch.flatten(x, 0, -2), torch.t((self.linears)[i]), beta=1, alpha=1)
    return y
